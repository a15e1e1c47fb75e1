/**
 * Lines over time, in SVG: small enough for the first load, in the colours of the theme, told to screen readers in a
 * sentence, read by the keyboard (arrow keys move the moment that is looked at).
 */
import { Box, Group, Text } from "@mantine/core";
import { useElementSize, useId } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import classes from "./Chart.module.css";
import { type Point, path, ticksUpTo } from "./chartGeometry";

export interface Line {
  name: string;
  values: readonly (number | null)[];
  color: string;
  /** Fills what is below it. */
  area?: boolean;
}

interface Props {
  label: string;
  lines: readonly Line[];
  /** The time of each point. */
  times: readonly Date[];
  format: (value: number) => string;
  height?: number;
}

const PAD = { left: 52, right: 12, top: 10, bottom: 24 };

function timeOf(moment: Date, spanMs: number): string {
  if (spanMs > 2 * 86_400_000) return moment.toLocaleDateString(undefined, { weekday: "short", day: "numeric" });
  const seconds = spanMs < 600_000 ? ({ second: "2-digit" } as const) : {};
  return moment.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", ...seconds });
}

export function Chart({ label, lines, times, format, height = 220 }: Props) {
  const { ref, width } = useElementSize();
  const [at, setAt] = useState<number | null>(null);
  const gradient = useId();
  const inner = { width: Math.max(0, width - PAD.left - PAD.right), height: height - PAD.top - PAD.bottom };
  const most = Math.max(...lines.flatMap((line) => line.values.map((one) => one ?? 0)), 0);
  const ticks = ticksUpTo(most);
  const top = ticks.at(-1) ?? 1;
  const x = (i: number) => PAD.left + (times.length > 1 ? (i / (times.length - 1)) * inner.width : inner.width / 2);
  const y = (value: number) => PAD.top + inner.height - (value / top) * inner.height;
  const points = (line: Line): (Point | null)[] =>
    line.values.map((one, i) => (one == null ? null : { x: x(i), y: y(one) }));
  const span = (times.at(-1)?.getTime() ?? 0) - (times[0]?.getTime() ?? 0);

  const look = (event: PointerEvent<SVGSVGElement>) => {
    const share =
      (event.clientX - event.currentTarget.getBoundingClientRect().left - PAD.left) / Math.max(1, inner.width);
    setAt(Math.max(0, Math.min(times.length - 1, Math.round(share * (times.length - 1)))));
  };
  const step = (event: KeyboardEvent) => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    setAt((former) => Math.max(0, Math.min(times.length - 1, (former ?? times.length) + by)));
  };
  const shown = at !== null && at < times.length ? at : null;
  const moment = shown === null ? undefined : times[shown];

  return (
    <Box ref={ref} className={classes.chart} style={{ height }}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={label}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read the chart
          tabIndex={0}
          onPointerMove={look}
          onPointerLeave={() => setAt(null)}
          onBlur={() => setAt(null)}
          onKeyDown={step}
        >
          <title>{label}</title>
          {ticks.map((tick) => (
            <g key={tick}>
              <line x1={PAD.left} x2={width - PAD.right} y1={y(tick)} y2={y(tick)} className={classes.grid} />
              <text x={PAD.left - 10} y={y(tick)} dy="0.32em" textAnchor="end" className={classes.tick}>
                {format(tick)}
              </text>
            </g>
          ))}
          {timeMarks(times.length, inner.width).map((i) => (
            <text key={i} x={x(i)} y={height - 6} textAnchor="middle" className={classes.tick}>
              {timeOf(times[i] ?? new Date(), span)}
            </text>
          ))}
          {lines.map((line, i) => (
            <g key={line.name}>
              {line.area && (
                <>
                  <linearGradient id={`${gradient}-${i}`} x1="0" y1="0" x2="0" y2="1">
                    <stop offset="0" stopColor={line.color} stopOpacity="0.18" />
                    <stop offset="1" stopColor={line.color} stopOpacity="0" />
                  </linearGradient>
                  <path d={path(points(line), y(0))} fill={`url(#${gradient}-${i})`} />
                </>
              )}
              <path
                d={path(points(line))}
                fill="none"
                stroke={line.color}
                strokeWidth={1.75}
                strokeLinejoin="round"
                strokeLinecap="round"
              />
            </g>
          ))}
          {shown !== null && (
            <line x1={x(shown)} x2={x(shown)} y1={PAD.top} y2={PAD.top + inner.height} className={classes.cursor} />
          )}
          {shown !== null &&
            lines.map((line) => {
              const value = line.values[shown];
              return value == null ? null : (
                <circle key={line.name} cx={x(shown)} cy={y(value)} r={3.5} fill={line.color} className={classes.dot} />
              );
            })}
        </svg>
      )}
      {shown !== null && moment && (
        <div className={classes.tip} style={tipPlace(x(shown), width)} aria-live="polite">
          <Text size="xs" c="dimmed" mb={4}>
            {moment.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" })}
          </Text>
          {lines.map((line) => (
            <Group key={line.name} gap={6} wrap="nowrap" justify="space-between">
              <Group gap={6} wrap="nowrap">
                <span className={classes.swatch} style={{ background: line.color }} />
                <Text size="xs">{line.name}</Text>
              </Group>
              <Text size="xs" fw={600} className="nx-number">
                {line.values[shown] == null ? "–" : format(line.values[shown] ?? 0)}
              </Text>
            </Group>
          ))}
        </div>
      )}
    </Box>
  );
}

function timeMarks(count: number, width: number): number[] {
  const wanted = Math.max(2, Math.min(7, Math.floor(width / 110)));
  if (count < 2) return [];
  return Array.from({ length: wanted }, (_, i) => Math.round(((i + 0.5) / wanted) * (count - 1)));
}

function tipPlace(x: number, width: number): { left?: number; right?: number } {
  return x > width / 2 ? { right: width - x + 12 } : { left: x + 12 };
}

export function Legend({ lines }: { lines: readonly Line[] }) {
  return (
    <Group gap="md">
      {lines.map((line) => (
        <Group key={line.name} gap={6}>
          <span className={classes.swatch} style={{ background: line.color }} />
          <Text size="xs" c="dimmed">
            {line.name}
          </Text>
        </Group>
      ))}
    </Group>
  );
}

/** A line without axes, as wide as its place. */
export function Sparkline({
  values,
  color = "var(--nx-accent)",
  height = 32,
}: {
  values: readonly (number | null)[];
  color?: string;
  height?: number;
}) {
  const gradient = useId();
  const top = Math.max(...values.map((one) => one ?? 0), 0) || 1;
  const points = values.map((one, i) =>
    one == null ? null : { x: (i / Math.max(1, values.length - 1)) * 100, y: height - 2 - (one / top) * (height - 4) },
  );
  return (
    <svg
      viewBox={`0 0 100 ${height}`}
      preserveAspectRatio="none"
      width="100%"
      height={height}
      aria-hidden="true"
      style={{ display: "block" }}
    >
      <linearGradient id={gradient} x1="0" y1="0" x2="0" y2="1">
        <stop offset="0" stopColor={color} stopOpacity="0.16" />
        <stop offset="1" stopColor={color} stopOpacity="0" />
      </linearGradient>
      <path d={path(points, height)} fill={`url(#${gradient})`} />
      <path
        d={path(points)}
        fill="none"
        stroke={color}
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
        strokeLinejoin="round"
      />
    </svg>
  );
}
