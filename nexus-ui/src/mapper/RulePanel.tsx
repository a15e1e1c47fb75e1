/** All about one rule: where the value comes from, what is done with it, what if there is none, and what comes of it. */
import { ActionIcon, Autocomplete, Button, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { IconTrash, IconX } from "@tabler/icons-react";
import { memo, useMemo } from "react";
import type { Fault } from "@/api/problem";
import { Code } from "@/components/editor/Code";
import { Functions } from "./Functions";
import classes from "./Mapper.module.css";
import { callsOf, kindOf, ofKind, type Rule, type RuleKind, TYPES, tidy, withCalls } from "./rules";
import type { SourceTree } from "./tree";
import type { Tried } from "./usePreview";
import { ValueInput } from "./ValueInput";
import { shownValue } from "./values";

interface Props {
  rule: Rule;
  index: number;
  onChange: (index: number, rule: Rule) => void;
  onRemove: (index: number) => void;
  onClose: () => void;
  tree: SourceTree;
  faults: readonly Fault[];
  tried: Tried | undefined;
  readOnly: boolean;
}

const MOMENTS = ["date", "time", "timestamp"];
const FORMATS: Record<string, string[]> = {
  date: ["iso", "unix", "unix_ms", "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y"],
  time: ["iso", "%H:%M", "%H:%M:%S", "%I:%M %p"],
  timestamp: ["iso", "unix", "unix_ms", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M"],
  bytes: ["base64", "hex", "utf8"],
};
/** Options are drawn when they are asked for: a panel opens at once, however many fields there are. */
const LATE = { keepMounted: false };
const ABSENT = [
  { value: "null", label: "Null" },
  { value: "skip", label: "Left out" },
  { value: "default", label: "The default" },
  { value: "reject", label: "Dead letter" },
];

export const RulePanel = memo(function RulePanel(props: Props) {
  const { rule, index, tree, onRemove, onClose, faults, tried, readOnly } = props;
  const onChange = (to: Rule) => props.onChange(index, to);
  const set = (changes: Partial<Rule>) => onChange(tidy({ ...rule, ...changes }));
  const faultOf = (field: string) =>
    faults
      .filter((one) => one.path === field || (field !== "" && one.path.startsWith(`${field}.`)))
      .map((one) => one.message)
      .join("; ");
  return (
    <section className={classes.panel} aria-label={`Rule for ${rule.target}`}>
      <Group className={classes.panelHead} justify="space-between" wrap="nowrap">
        <Text fw={600} size="sm" className="nx-mono" truncate>
          {rule.target === "$" ? "The whole row" : rule.target}
        </Text>
        <ActionIcon aria-label="Close" onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </Group>
      <Stack gap="md" className={classes.panelBody}>
        <Outcome tried={tried} fault={faultOf("") || faultOf("target")} />
        <Origin
          rule={rule}
          onChange={onChange}
          tree={tree}
          readOnly={readOnly}
          fault={faultOf("source") || faultOf("expression")}
        />
        {kindOf(rule) !== "constant" && (
          <Functions
            calls={callsOf(rule)}
            onChange={(calls) => onChange(withCalls(rule, calls))}
            faultAt={(at) => faultOf(`transforms[${at}]`)}
            readOnly={readOnly}
          />
        )}
        <TypeFields rule={rule} set={set} faultOf={faultOf} readOnly={readOnly} />
        {kindOf(rule) !== "constant" && <Absence rule={rule} set={set} faultOf={faultOf} readOnly={readOnly} />}
        {!readOnly && (
          <Button
            variant="subtle"
            color="red"
            size="xs"
            leftSection={<IconTrash size={14} />}
            onClick={() => onRemove(index)}
            style={{ alignSelf: "flex-start" }}
          >
            Remove this rule
          </Button>
        )}
      </Stack>
    </section>
  );
});

function Outcome({ tried, fault }: { tried: Tried | undefined; fault: string }) {
  const error = fault || tried?.error;
  if (!tried && !error) return null;
  const value = !tried ? "" : tried.skipped ? "left out" : tried.value === null ? "null" : shownValue(tried.value);
  return (
    <div className={classes.outcome} data-error={error ? true : undefined} role="status">
      {tried?.found && (
        <Text size="xs" c="dimmed">
          {tried.found === "nothing" ? "Nothing is there" : `${tried.found} in the sample`}
        </Text>
      )}
      <Text size="sm" className={error ? undefined : "nx-mono"} style={{ overflowWrap: "anywhere" }} lineClamp={6}>
        {error || value}
      </Text>
    </div>
  );
}

function namesFor(tree: SourceTree): string[] {
  return tree.nodes
    .filter((one) => one.isAbout || one.parts.length > 0)
    .map((one) => (one.isAbout ? one.path : `payload.${one.path.replace(/^\$\.?/, "")}`))
    .filter((path) => /^[\w.[\]]+$/.test(path));
}

interface OriginProps {
  rule: Rule;
  onChange: (rule: Rule) => void;
  tree: SourceTree;
  readOnly: boolean;
  fault: string;
}

function Origin({ rule, onChange, tree, readOnly, fault }: OriginProps) {
  const kind = kindOf(rule);
  const names = useMemo(() => namesFor(tree), [tree]);
  const paths = useMemo(() => tree.nodes.map((one) => one.path), [tree]);
  return (
    <Stack gap={8}>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label="Where the value comes from"
        disabled={readOnly}
        value={kind}
        onChange={(next) => onChange(ofKind(rule, next as RuleKind))}
        data={[
          { value: "path", label: "Field" },
          { value: "expression", label: "Expression" },
          { value: "constant", label: "Constant" },
        ]}
      />
      {kind === "path" && (
        <Autocomplete
          size="xs"
          label="Path"
          classNames={{ input: "nx-mono" }}
          data={paths}
          limit={50}
          comboboxProps={LATE}
          readOnly={readOnly}
          value={rule.source ?? ""}
          error={fault}
          onChange={(source) => onChange({ ...rule, source })}
        />
      )}
      {kind === "expression" && (
        <Code
          key={rule.target}
          language="cel"
          label="Expression (CEL)"
          height="72px"
          names={names}
          readOnly={readOnly}
          value={rule.expression ?? ""}
          error={fault}
          onChange={(expression) => onChange({ ...rule, expression })}
        />
      )}
      {kind === "constant" && (
        <ValueInput
          label="Value"
          value={rule.default}
          readOnly={readOnly}
          error={fault}
          onChange={(value) => onChange({ ...rule, default: value })}
        />
      )}
    </Stack>
  );
}

interface PartProps {
  rule: Rule;
  set: (changes: Partial<Rule>) => void;
  faultOf: (field: string) => string;
  readOnly: boolean;
}

function TypeFields({ rule, set, faultOf, readOnly }: PartProps) {
  const formats = FORMATS[rule.type ?? ""];
  const isMoment = MOMENTS.includes(rule.type ?? "");
  const zones = useMemo(() => (isMoment ? Intl.supportedValuesOf("timeZone") : []), [isMoment]);
  const turn = (type: Rule["type"]) =>
    set({
      type,
      format: FORMATS[type ?? ""] ? rule.format : null,
      timezone: MOMENTS.includes(type ?? "") ? rule.timezone : null,
    });
  return (
    <Stack gap={8}>
      <Select
        size="xs"
        label="Type"
        placeholder="As it is"
        clearable
        data={[...TYPES]}
        comboboxProps={LATE}
        readOnly={readOnly}
        value={rule.type ?? null}
        error={faultOf("type")}
        onChange={(type) => turn(type as Rule["type"])}
      />
      {formats && (
        <Autocomplete
          size="xs"
          label="Format"
          placeholder={rule.type === "bytes" ? "base64" : "iso"}
          classNames={{ input: "nx-mono" }}
          data={formats}
          filter={({ options }) => options}
          readOnly={readOnly}
          value={rule.format ?? ""}
          error={faultOf("format")}
          onChange={(format) => set({ format: format || null })}
        />
      )}
      {isMoment && (
        <Autocomplete
          size="xs"
          label="Time zone"
          description="For values without one"
          placeholder="UTC"
          data={zones}
          limit={30}
          comboboxProps={LATE}
          readOnly={readOnly}
          value={rule.timezone ?? ""}
          error={faultOf("timezone")}
          onChange={(timezone) => set({ timezone: timezone || null })}
        />
      )}
    </Stack>
  );
}

function Absence({ rule, set, faultOf, readOnly }: PartProps) {
  const hasDefault = rule.default !== undefined;
  const usual = hasDefault ? "The default" : "Null";
  const choices = hasDefault ? ABSENT : ABSENT.filter((one) => one.value !== "default");
  return (
    <Stack gap={8}>
      <Group gap={8} grow>
        <Select
          size="xs"
          label="If it is null"
          placeholder={usual}
          clearable
          data={choices}
          comboboxProps={LATE}
          readOnly={readOnly}
          value={rule.on_null ?? null}
          error={faultOf("on_null")}
          onChange={(value) => set({ on_null: value as Rule["on_null"] })}
        />
        <Select
          size="xs"
          label="If it is missing"
          placeholder="As if null"
          clearable
          data={choices}
          comboboxProps={LATE}
          readOnly={readOnly}
          value={rule.on_missing ?? null}
          error={faultOf("on_missing")}
          onChange={(value) => set({ on_missing: value as Rule["on_missing"] })}
        />
      </Group>
      {hasDefault ? (
        <>
          <ValueInput
            label="Default"
            value={rule.default}
            readOnly={readOnly}
            error={faultOf("default")}
            onChange={(value) => set({ default: value })}
          />
          {!readOnly && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              style={{ alignSelf: "flex-start" }}
              onClick={() => {
                const { default: _, ...rest } = rule;
                set({
                  default: undefined,
                  on_null: rest.on_null === "default" ? null : rest.on_null,
                  on_missing: rest.on_missing === "default" ? null : rest.on_missing,
                });
              }}
            >
              No default
            </Button>
          )}
        </>
      ) : (
        !readOnly && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            style={{ alignSelf: "flex-start" }}
            onClick={() => set({ default: "" })}
          >
            Give a default
          </Button>
        )
      )}
    </Stack>
  );
}
