/** The lines: only those in sight are in the document, so that thousands cost no more than a screenful. */
import { Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MutableRefObject, memo, useEffect, useRef } from "react";
import { duration } from "@/components/numbers";
import { exact } from "@/components/RelativeTime";
import { toneOf } from "@/components/StatusBadge";
import classes from "./logs.module.css";
import type { Line } from "./tape";
import type { Log } from "./useTape";

const ROW_HEIGHT = 34;
const COLUMNS = ["Time", "Status", "Workflow", "From", "Message", "Took", "Reason"];

interface Props {
  log: Log;
  onHover: (isHovered: boolean) => void;
  /** Whether one looks at what is further down. */
  onAway: (isAway: boolean) => void;
  onOpen: (line: Line) => void;
  /** Is set to what goes to the newest line. */
  toTop: MutableRefObject<() => void>;
}

export function Tail({ log, onHover, onAway, onOpen, toTop }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const { rows, hasOlder, isLoading, error, loadOlder } = log;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (at) => rows[at]?.id ?? at,
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;

  toTop.current = () => {
    frame.current?.scrollTo({ top: 0 });
    onHover(false);
    onAway(false);
  };
  useEffect(() => {
    if (hasOlder && !isLoading && error === null && last >= rows.length - 20) loadOlder();
  }, [hasOlder, isLoading, error, last, rows.length, loadOlder]);
  useEffect(
    () => () => {
      onHover(false);
      onAway(false);
    },
    [onHover, onAway],
  );

  return (
    <div className={classes.tail}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: pointing at the lines only holds them still */}
      <div
        ref={frame}
        className={classes.scroll}
        onMouseEnter={() => onHover(true)}
        onMouseLeave={() => onHover(false)}
        onFocus={(event) => event.target.matches(":focus-visible") && onHover(true)}
        onBlur={() => onHover(false)}
        onScroll={(event) => onAway(event.currentTarget.scrollTop > ROW_HEIGHT)}
      >
        <div role="table" aria-label="Log" aria-rowcount={hasOlder ? -1 : rows.length + 1}>
          <div role="rowgroup" className={classes.head}>
            {/* biome-ignore lint/a11y/useFocusableInteractive: a head is not gone to */}
            <div role="row" className={classes.row}>
              {COLUMNS.map((one) => (
                // biome-ignore lint/a11y/useFocusableInteractive: a head is not gone to
                <span role="columnheader" key={one}>
                  {one}
                </span>
              ))}
            </div>
          </div>
          <div role="rowgroup" className={classes.lines} style={{ height: virtual.getTotalSize() }}>
            {shown.map((item) => {
              const line = rows[item.index];
              return line && <Row key={item.key} line={line} at={item.index} start={item.start} onOpen={onOpen} />;
            })}
          </div>
        </div>
        <Text size="xs" c="dimmed" ta="center" py="sm">
          {isLoading ? "Reading what was before…" : hasOlder ? "" : "That is all that the log has."}
        </Text>
      </div>
    </div>
  );
}

function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!way) return;
  event.preventDefault();
  const next = Number(event.currentTarget.dataset.at) + way;
  event.currentTarget.parentElement?.querySelector<HTMLElement>(`[data-at="${next}"]`)?.focus();
}

function clock(line: Line): string {
  const at = new Date(line.finished_at);
  return `${at.toLocaleTimeString("en-GB")}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

interface RowProps {
  line: Line;
  at: number;
  start: number;
  onOpen: (line: Line) => void;
}

const Row = memo(
  function Row({ line, at, start, onOpen }: RowProps) {
    const tone = toneOf(line.status);
    const pipeline = line.pipeline_id === "sequence" ? "" : (line.pipeline ?? "gone");
    return (
      <div
        role="row"
        tabIndex={0}
        aria-rowindex={at + 2}
        data-at={at}
        className={classes.row}
        data-line
        style={{ transform: `translateY(${start}px)` }}
        onClick={() => onOpen(line)}
        onKeyDown={(event) => {
          moveBetweenRows(event);
          if (event.key === "Enter") onOpen(line);
        }}
      >
        <span role="cell" className={classes.time} title={exact(new Date(line.finished_at))}>
          {clock(line)}
        </span>
        <span role="cell" className={classes.status} style={{ color: `var(--nx-${tone})` }}>
          <i aria-hidden style={{ background: `var(--nx-${tone})` }} />
          {line.status}
          {line.attempt > 1 && <small> ×{line.attempt}</small>}
        </span>
        <span role="cell" title={`${line.workflow ?? "a workflow that is gone"} ${pipeline}`}>
          {line.workflow ?? "gone"}
          {pipeline && <em> › {pipeline}</em>}
        </span>
        <span role="cell">{line.application ?? "gone"}</span>
        <span role="cell" className={classes.id} title={line.message_id}>
          …{line.message_id.slice(-12)}
        </span>
        <span role="cell" className={classes.took}>
          {duration(line.duration_ms)}
        </span>
        <span role="cell" className={classes.reason} title={line.reason}>
          {line.reason}
        </span>
      </div>
    );
  },
  (before, after) => before.line.id === after.line.id && before.start === after.start && before.onOpen === after.onOpen,
);
