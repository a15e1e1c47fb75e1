/**
 * The data mapper: what messages have on the left, what the destination has on the right, a line for each rule between
 * them, and beside each target the value that the chosen sample gives.
 *
 * The rules belong to the caller, who keeps them, saves them, and undoes changes of them.
 */
import { Alert, Button, Group, Text, Tooltip } from "@mantine/core";
import { IconRefresh, IconWand } from "@tabler/icons-react";
import { useDeferredValue } from "react";
import type { Fault } from "@/api/problem";
import { messageOf } from "@/api/problem";
import { plural } from "@/components/numbers";
import { Loading } from "@/components/States";
import { Links } from "./Links";
import classes from "./Mapper.module.css";
import { NoTargets } from "./NoTargets";
import { RulePanel } from "./RulePanel";
import type { Rule } from "./rules";
import { SampleBar } from "./SampleBar";
import { SourcePane } from "./SourcePane";
import { TargetPane } from "./TargetPane";
import type { Field } from "./tree";
import type { Target } from "./useColumns";
import { type Model, useMapper } from "./useMapper";
import type { Context } from "./usePreview";

export interface MapperProps {
  value: readonly Rule[];
  onChange: (rules: Rule[]) => void;
  /** Payloads to try the rules on, besides the last messages of the applications. */
  samples?: readonly unknown[];
  /** What the application says of its messages. */
  sourceSchema?: readonly Field[];
  target: Target;
  context: Context;
  readOnly?: boolean;
  /** What the API said of the rules when they were saved; paths as it gives them. */
  errors?: readonly Fault[];
}

const NO_FAULTS: readonly Fault[] = [];

export default function Mapper(props: MapperProps) {
  const model = useMapper(props);
  const { value: rules, readOnly = false } = props;
  const { refs, source, target, act, preview, faults } = model;
  // What is chosen is marked at once; its panel follows a moment later, and closes at once.
  const later = useDeferredValue(model.openRule);
  const openRule = model.openRule < 0 ? -1 : later;
  const opened = rules[openRule];
  return (
    <div ref={refs.root} className={classes.mapper} data-panel={opened ? true : undefined}>
      <Toolbar model={model} readOnly={readOnly} />
      <Notices model={model} />
      <div className={classes.board}>
        <SourcePane
          tree={source.tree}
          shown={source.shown}
          folded={source.folded}
          filter={source.filter}
          onFilter={source.setFilter}
          onFold={source.fold}
          sample={model.samples.chosen}
          used={source.used}
          active={source.active}
          onActive={source.setActive}
          picked={source.picked}
          onPick={act.pick}
          scroll={refs.source}
          readOnly={readOnly}
        />
        <div className={classes.gapHead} />
        <Links
          links={model.links}
          from={refs.source}
          to={refs.target}
          active={openRule}
          faulty={model.faulty}
          onOpen={act.openRule}
          loose={refs.loose}
        />
        <TargetPane
          rows={target.rows}
          rules={rules}
          tried={preview.tried}
          faultOf={model.faultOf}
          isStray={model.isStray}
          tree={source.tree}
          filter={target.filter}
          onFilter={target.setFilter}
          only={target.only}
          onOnly={target.setOnly}
          active={target.active}
          onActive={target.setActive}
          open={target.open}
          onOpen={act.openRow}
          picking={target.picking}
          onPickSource={act.pickSource}
          onChoose={act.choose}
          onEnter={act.enter}
          onRemove={act.remove}
          onEscape={act.escape}
          onAdd={act.add}
          scroll={refs.target}
          readOnly={readOnly}
          isLoading={target.isLoading}
          addLabel={target.columns ? "Another target" : "Add a target: name, or customer.name"}
          empty={target.isLoading ? <Loading rows={8} /> : <NoTargets model={model} readOnly={readOnly} />}
        />
        {opened && (
          <RulePanel
            key={openRule}
            rule={opened}
            index={openRule}
            onChange={act.change}
            onRemove={act.removeRule}
            onClose={act.close}
            tree={source.tree}
            faults={faults.byRule.get(openRule) ?? NO_FAULTS}
            tried={preview.tried.get(opened)}
            readOnly={readOnly}
          />
        )}
      </div>
      <div className={classes.told} role="status" data-shown={source.picked !== undefined || undefined}>
        {source.picked !== undefined && (
          <>
            <b className="nx-mono">{source.picked}</b>: go to a target, Enter links it, Escape lets go
          </>
        )}
      </div>
    </div>
  );
}

function Toolbar({ model, readOnly }: { model: Model; readOnly: boolean }) {
  const { counts, act, target } = model;
  return (
    <Group className={classes.toolbar} justify="space-between" wrap="nowrap" gap="sm">
      <SampleBar samples={model.samples} canReload={model.canReload} />
      <Group gap="sm" wrap="nowrap">
        <Text size="xs" c="dimmed" className={classes.counts}>
          {target.columns
            ? `${counts.mapped} of ${plural(counts.all, "column")} mapped`
            : `${plural(counts.mapped, "target")} mapped`}
        </Text>
        {counts.missing > 0 && (
          <Button size="compact-xs" variant="light" color="red" onClick={() => target.setOnly("unmapped")}>
            {counts.missing} required
          </Button>
        )}
        {!readOnly && (
          <Tooltip label="Links what is called the same and has a fitting type; what is mapped stays">
            <Button size="xs" leftSection={<IconWand size={14} />} loading={target.isLoading} onClick={act.autoMap}>
              Auto-map
            </Button>
          </Tooltip>
        )}
      </Group>
    </Group>
  );
}

function Notices({ model }: { model: Model }) {
  const { faults, preview, target, note } = model;
  const told = [
    ...faults.others.map((one) => (one.path ? `${one.path}: ${one.message}` : one.message)),
    ...(preview.error ? [`This sample: ${preview.error}`] : []),
    ...(preview.failure ? [messageOf(preview.failure)] : []),
  ];
  return (
    <>
      {target.error !== null && (
        <Alert color="yellow" py={6} className={classes.notice}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="xs">The columns cannot be read: {messageOf(target.error)} Targets can be named by hand.</Text>
            <Button size="compact-xs" variant="default" leftSection={<IconRefresh size={12} />} onClick={target.reload}>
              Try again
            </Button>
          </Group>
        </Alert>
      )}
      {told.length > 0 && (
        <Alert color="red" py={6} className={classes.notice} role="alert">
          {told.map((one) => (
            <Text size="xs" key={one}>
              {one}
            </Text>
          ))}
        </Alert>
      )}
      {preview.status === "filtered" && (
        <Alert color="yellow" py={6} className={classes.notice}>
          <Text size="xs">The pipeline's condition holds this sample back: it would not be delivered.</Text>
        </Alert>
      )}
      {note && (
        <Text size="xs" c="dimmed" className={classes.note} role="status">
          {note}
        </Text>
      )}
    </>
  );
}
