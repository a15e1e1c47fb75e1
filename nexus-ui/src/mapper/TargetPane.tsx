/** The columns of the destination; only those in sight are drawn. */
import { ActionIcon, SegmentedControl, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useState } from "react";
import { withActive } from "./geometry";
import classes from "./Mapper.module.css";
import type { Rule } from "./rules";
import type { Choice } from "./SourcePicker";
import { TARGET_ROW, TargetRow } from "./TargetRow";
import type { TargetRow as Row, TargetFilter } from "./targets";
import type { SourceTree } from "./tree";
import type { Tried } from "./usePreview";

interface Props {
  rows: readonly Row[];
  rules: readonly Rule[];
  tried: ReadonlyMap<Rule, Tried>;
  faultOf: (rule: number) => string;
  isStray: (rule: Rule | undefined) => boolean;
  tree: SourceTree;
  filter: string;
  onFilter: (text: string) => void;
  only: TargetFilter;
  onOnly: (only: TargetFilter) => void;
  active: string | undefined;
  onActive: (key: string) => void;
  open: string | undefined;
  onOpen: (row: Row) => void;
  /** Row whose source is being chosen. */
  picking: string | null;
  onPickSource: (row: Row | null) => void;
  onChoose: (row: Row, choice: Choice) => void;
  /** Is called by Enter. */
  onEnter: (row: Row) => void;
  onRemove: (row: Row) => void;
  onEscape: () => void;
  onAdd: (name: string) => void;
  scroll: RefObject<HTMLDivElement | null>;
  readOnly: boolean;
  /** The columns are still being read. */
  isLoading: boolean;
  empty: ReactNode;
  addLabel: string;
}

export function TargetPane(props: Props) {
  const { rows, rules, tried, filter, onFilter, active, scroll, readOnly } = props;
  const position = rows.findIndex((one) => one.key === active);
  const virtual = useVirtualizer({
    count: rows.length,
    rangeExtractor: (range) => withActive(defaultRangeExtractor(range), position),
    getScrollElement: () => scroll.current,
    estimateSize: () => TARGET_ROW,
    getItemKey: (at) => rows[at]?.key ?? at,
    overscan: 4,
  });
  useEffect(() => {
    if (position >= 0) virtual.scrollToIndex(position, { align: "auto" });
  }, [position, virtual]);
  const goTo = (at: number) => {
    const row = rows[Math.min(Math.max(at, 0), rows.length - 1)];
    if (row) props.onActive(row.key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const act = keyAct(event.key, props, position, goTo);
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <>
      <div className={classes.head} data-side="target">
        <TextInput
          size="xs"
          aria-label="Find a target"
          placeholder="Find a target"
          leftSection={<IconSearch size={14} />}
          value={filter}
          onChange={(event) => onFilter(event.currentTarget.value)}
          className={classes.filter}
        />
        <SegmentedControl
          size="xs"
          aria-label="Which targets"
          value={props.only}
          onChange={(value) => props.onOnly(value as TargetFilter)}
          data={[
            { value: "all", label: "All" },
            { value: "mapped", label: "Mapped" },
            { value: "unmapped", label: "Open" },
          ]}
        />
      </div>
      <div className={classes.targets}>
        <div
          ref={scroll}
          className={classes.scroll}
          data-side="target"
          role="grid"
          aria-label="Targets"
          aria-rowcount={rows.length}
          aria-busy={props.isLoading}
          aria-activedescendant={position >= 0 ? `target-${active}` : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onFocus={(event) => event.target === event.currentTarget && position < 0 && goTo(0)}
        >
          <div className={classes.rows} style={{ height: virtual.getTotalSize() }} role="rowgroup">
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              const rule = row && rules[row.rule];
              return (
                row && (
                  <TargetRow
                    key={item.key}
                    row={row}
                    rule={rule}
                    tried={rule && tried.get(rule)}
                    fault={props.faultOf(row.rule)}
                    isStray={props.isStray(rule)}
                    index={item.index}
                    start={item.start}
                    isActive={row.key === active}
                    isOpen={row.key === props.open}
                    isPicking={row.key === props.picking}
                    readOnly={readOnly}
                    tree={props.tree}
                    onOpen={props.onOpen}
                    onPickSource={props.onPickSource}
                    onChoose={props.onChoose}
                  />
                )
              );
            })}
          </div>
          {rows.length === 0 && props.empty}
        </div>
        {!readOnly && <AddTarget onAdd={props.onAdd} label={props.addLabel} />}
      </div>
    </>
  );
}

function keyAct(key: string, props: Props, at: number, goTo: (at: number) => void): (() => void) | undefined {
  const row = props.rows[at];
  switch (key) {
    case "ArrowDown":
      return () => goTo(at + 1);
    case "ArrowUp":
      return () => goTo(at - 1);
    case "PageDown":
      return () => goTo(at + 8);
    case "PageUp":
      return () => goTo(at - 8);
    case "Home":
      return () => goTo(0);
    case "End":
      return () => goTo(props.rows.length - 1);
    case "Enter":
      return row && (() => props.onEnter(row));
    case " ":
      return row && !props.readOnly ? () => props.onPickSource(row) : undefined;
    case "Delete":
    case "Backspace":
      return row && !props.readOnly && row.rule >= 0 ? () => props.onRemove(row) : undefined;
    case "Escape":
      return props.onEscape;
    default:
      return undefined;
  }
}

function AddTarget({ onAdd, label }: { onAdd: (name: string) => void; label: string }) {
  const [name, setName] = useState("");
  const add = () => {
    if (!name.trim()) return;
    onAdd(name.trim());
    setName("");
  };
  return (
    <form
      className={classes.add}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <TextInput
        size="xs"
        variant="unstyled"
        aria-label={label}
        placeholder={label}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        style={{ flex: 1 }}
        classNames={{ input: "nx-mono" }}
      />
      <ActionIcon type="submit" className={classes.quiet} size="sm" aria-label="Add it" disabled={!name.trim()}>
        <IconPlus size={15} />
      </ActionIcon>
    </form>
  );
}
