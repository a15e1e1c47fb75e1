/** A way of messages in the picture, with what flows along it. */
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from "@xyflow/react";
import { memo } from "react";
import { count, rate } from "@/components/numbers";
import type { Bend, Direction } from "./graph";
import type { Flow } from "./live";
import classes from "./workflows.module.css";

export interface EdgeData extends Record<string, unknown> {
  /** Why one goes this way. */
  label: string;
  flow: Flow | undefined;
  bend: Bend | undefined;
  direction: Direction;
  onChoose: () => void;
}

export const FlowEdge = memo(function FlowEdge(props: EdgeProps<Edge<EdgeData>>) {
  const { id, data, selected, markerEnd, interactionWidth } = props;
  const [path, x, y] = data?.bend ? pathThrough(data.bend, data.direction, props) : getBezierPath(props);
  const words = data ? wordsOf(data) : [];
  return (
    <>
      <BaseEdge id={id} path={path} markerEnd={markerEnd} interactionWidth={interactionWidth} />
      {words.length > 0 && (
        <EdgeLabelRenderer>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the edge itself takes the keyboard */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
          <div
            className={`${classes.flow} nodrag nopan`}
            data-testid={`flow-${props.target}`}
            data-chosen={selected || undefined}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
            onClick={data?.onChoose}
          >
            {words.map((one) => (
              <span key={one.text} data-tone={one.tone}>
                {one.text}
              </span>
            ))}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

/** A line that is along the way of messages at each of its points, so that it passes between boxes. */
function pathThrough(bend: Bend, direction: Direction, ends: EdgeProps): [string, number, number] {
  const points = [...bend.through, { x: ends.targetX, y: ends.targetY }];
  let from = { x: ends.sourceX, y: ends.sourceY };
  let path = `M${from.x},${from.y}`;
  for (const to of points) {
    const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
    path += direction === "LR" ? `C${x},${from.y} ${x},${to.y} ` : `C${from.x},${y} ${to.x},${y} `;
    path += `${to.x},${to.y}`;
    from = to;
  }
  return [path, bend.label.x, bend.label.y];
}

interface Word {
  text: string;
  tone?: "bad" | "warn";
}

function wordsOf({ label, flow }: EdgeData): Word[] {
  const words: Word[] = label ? [{ text: label }] : [];
  if (!flow) return words;
  words.push({ text: `${rate(flow.rate)}/s` });
  if (flow.waiting > 0) words.push({ text: `${count(flow.waiting)} wait`, tone: "warn" });
  if (flow.failing > 0) words.push({ text: `${rate(flow.failing)}/s fail`, tone: "bad" });
  return words;
}
