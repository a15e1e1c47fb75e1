/** A column: what it is, where it gets its value from, and the value that the chosen sample gives. */
import { Tooltip, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconAlertTriangle, IconKey, IconSelector } from "@tabler/icons-react";
import { type CSSProperties, memo } from "react";
import classes from "./Mapper.module.css";
import { kindOf, type Rule, summaryOf } from "./rules";
import { type Choice, SourcePicker } from "./SourcePicker";
import { TypeIcon } from "./TypeIcon";
import type { TargetRow as Row } from "./targets";
import type { SourceTree } from "./tree";
import type { Tried } from "./usePreview";
import { shownValue } from "./values";

export const TARGET_ROW = 54;

export interface RowProps {
  row: Row;
  rule: Rule | undefined;
  tried: Tried | undefined;
  /** What is wrong with the rule, whatever the sample. */
  fault: string;
  /** The field is in none of the samples, and not named by the application. */
  isStray: boolean;
  index: number;
  start: number;
  isActive: boolean;
  isOpen: boolean;
  isPicking: boolean;
  readOnly: boolean;
  tree: SourceTree;
  onOpen: (row: Row) => void;
  onPickSource: (row: Row | null) => void;
  onChoose: (row: Row, choice: Choice) => void;
}

export const TargetRow = memo(function TargetRow(props: RowProps) {
  const { row, rule, tried, fault, index, start, isActive, isOpen, isPicking, readOnly, onOpen } = props;
  const error = fault || tried?.error || "";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid that holds it takes the keys
    <div
      id={`target-${row.key}`}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 1}
      aria-selected={isOpen}
      className={classes.target}
      data-target={row.name}
      data-active={isActive || undefined}
      data-open={isOpen || undefined}
      data-missing={row.isMissing || undefined}
      data-error={error ? true : undefined}
      style={{ transform: `translateY(${start}px)`, height: TARGET_ROW } as CSSProperties}
      onClick={() => onOpen(row)}
    >
      <span className={classes.port} aria-hidden />
      <ColumnCell row={row} />
      {/* biome-ignore lint/a11y/useFocusableInteractive: the button in it is */}
      <div role="gridcell" className={classes.from}>
        {readOnly ? (
          <span className={classes.chosen}>{rule ? <FromText rule={rule} isStray={props.isStray} /> : null}</span>
        ) : isPicking ? (
          <SourcePicker
            label={`Source of ${row.name}`}
            tree={props.tree}
            isMapped={rule !== undefined}
            onChoose={(choice) => props.onChoose(row, choice)}
            onClose={() => props.onPickSource(null)}
          >
            <UnstyledButton className={classes.chosen}>
              <VisuallyHidden>Source of {row.name}: </VisuallyHidden>
              <FromText rule={rule} isStray={props.isStray} />
            </UnstyledButton>
          </SourcePicker>
        ) : (
          <UnstyledButton
            tabIndex={-1}
            className={classes.chosen}
            aria-haspopup="listbox"
            aria-expanded={false}
            data-empty={rule ? undefined : true}
            onClick={(event) => {
              event.stopPropagation();
              props.onPickSource(row);
            }}
          >
            <VisuallyHidden>Source of {row.name}: </VisuallyHidden>
            <FromText rule={rule} isStray={props.isStray} />
            <IconSelector size={13} className={classes.selector} />
          </UnstyledButton>
        )}
      </div>
      {/* biome-ignore lint/a11y/useFocusableInteractive: the row is gone to, its cells are not */}
      <div role="gridcell" className={classes.value}>
        <ValueCell row={row} rule={rule} tried={tried} error={error} />
      </div>
    </div>
  );
});

function ColumnCell({ row }: { row: Row }) {
  const { column } = row;
  const about = column ? [column.native || column.type, column.nullable ? "" : "not null"].filter(Boolean) : [];
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the row is gone to, its cells are not
    <div role="rowheader" className={classes.column}>
      <span className={classes.columnName}>
        {column && <TypeIcon type={column.type} />}
        <span className={classes.name} title={row.name}>
          {row.name === "$" ? "The whole row" : row.name}
        </span>
        {row.isKey && <IconKey size={13} color="var(--nx-warn)" role="img" aria-label="key" />}
        {row.isMissing && <span className={classes.required}>required</span>}
        {row.isUnknown && (
          <Tooltip label="The destination has no column of this name">
            <span className={classes.unknown}>no column</span>
          </Tooltip>
        )}
      </span>
      {about.length > 0 && <span className={classes.about}>{about.join(" · ")}</span>}
    </div>
  );
}

function FromText({ rule, isStray }: { rule: Rule | undefined; isStray: boolean }) {
  if (!rule) return <span className={classes.placeholder}>Choose a source</span>;
  const kind = kindOf(rule);
  const text =
    kind === "path" ? rule.source || "no path yet" : kind === "expression" ? rule.expression : shownValue(rule.default);
  const summary = summaryOf(rule);
  return (
    <span className={classes.fromText}>
      <span className={classes.path} data-kind={kind} data-stray={isStray || undefined} title={text ?? ""}>
        {kind === "expression" && <span className={classes.sign}>ƒ</span>}
        {kind === "constant" && <span className={classes.sign}>=</span>}
        {text}
      </span>
      {summary && (
        <span className={classes.about} title={summary}>
          {summary}
        </span>
      )}
    </span>
  );
}

interface ValueProps {
  row: Row;
  rule: Rule | undefined;
  tried: Tried | undefined;
  error: string;
}

function ValueCell({ row, rule, tried, error }: ValueProps) {
  if (error)
    return (
      <Tooltip label={error} multiline maw={360}>
        <span className={classes.error}>
          <IconAlertTriangle size={14} />
          <span>{error}</span>
        </span>
      </Tooltip>
    );
  if (!rule) return row.isMissing ? <span className={classes.error}>nothing fills it</span> : null;
  if (!tried) return null;
  if (tried.skipped) return <span className={classes.nil}>left out</span>;
  if (tried.value === null) return <span className={classes.nil}>null</span>;
  const text = shownValue(tried.value);
  return (
    <span className={classes.result} title={text}>
      {text}
    </span>
  );
}
