/** The picture of a run: its steps in the colours of what became of them, the way that it took drawn through. */
import { useMemo } from "react";
import { toneOf } from "@/components/StatusBadge";
import { END, layOut, NODE, type Step, takenWays } from "./graph";
import type { RunDetail } from "./run";
import classes from "./runs.module.css";
import { STEP_TONES } from "./words";

interface Props {
  steps: readonly Step[];
  detail: RunDetail;
  onChoose: (name: string) => void;
}

const LONGEST = 18;

function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
}

function curve(points: readonly { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let path = `M${first.x},${first.y}`;
  for (let at = 0; at < rest.length; at++) {
    const here = rest[at] ?? first;
    const next = rest[at + 1];
    // Through the middle between two points, so that the line bends instead of breaking.
    path += next ? ` Q${here.x},${here.y} ${(here.x + next.x) / 2},${(here.y + next.y) / 2}` : ` L${here.x},${here.y}`;
  }
  return path;
}

export function Picture({ steps, detail, onChoose }: Props) {
  const placed = useMemo(() => layOut(steps), [steps]);
  const { run } = detail;
  const ran = new Map(detail.steps.map((one) => [one.name, one.status]));
  const taken = takenWays(detail.steps, run.status === "finished");
  const toneAt = (name: string) => {
    const status = ran.get(name);
    if (status) return STEP_TONES[status] ?? "idle";
    if (name === run.step) return toneOf(run.status === "waiting" ? "retrying" : "waiting");
    return name === END && run.status === "finished" ? "good" : undefined;
  };
  const story = placed.nodes
    .filter((one) => one.name !== END)
    .map((one) => `${one.name}: ${ran.get(one.name) ?? "did not run"}`)
    .join(", ");

  return (
    <div className={classes.picture}>
      <svg
        width={placed.width}
        height={placed.height}
        viewBox={`0 0 ${placed.width} ${placed.height}`}
        role="img"
        aria-label={`Steps of the run: ${story}`}
      >
        {placed.ways.map((way) => {
          const middle = way.points[Math.floor(way.points.length / 2)];
          const isTaken = taken.has(`${way.from} → ${way.to}`);
          return (
            <g key={`${way.from} ${way.to} ${way.label}`} data-taken={isTaken || undefined} className={classes.way}>
              <path d={curve(way.points)} />
              {way.label && middle && (
                <text x={middle.x} y={middle.y - 5} textAnchor="middle">
                  {way.label}
                </text>
              )}
            </g>
          );
        })}
        {placed.nodes.map((node) => {
          const tone = toneAt(node.name);
          if (node.name === END) {
            return (
              <circle
                key={END}
                cx={node.x}
                cy={node.y}
                r={9}
                className={classes.end}
                style={tone && { fill: `var(--nx-${tone})`, stroke: `var(--nx-${tone})` }}
              />
            );
          }
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: a short cut for the pointer; the list below is for all
            <g
              key={node.name}
              className={classes.node}
              data-ran={ran.has(node.name) || undefined}
              transform={`translate(${node.x - NODE.width / 2},${node.y - NODE.height / 2})`}
              onClick={() => ran.has(node.name) && onChoose(node.name)}
            >
              <title>{node.name}</title>
              <rect width={NODE.width} height={NODE.height} rx={8} style={tone && { stroke: `var(--nx-${tone})` }} />
              <circle cx={16} cy={NODE.height / 2} r={4.5} style={{ fill: `var(--nx-${tone ?? "line"})` }} />
              <text x={30} y={20} className={classes.name}>
                {shortened(node.name)}
              </text>
              <text x={30} y={35}>
                {node.type.replaceAll("_", " ")}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
