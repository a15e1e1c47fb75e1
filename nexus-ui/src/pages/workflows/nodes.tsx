/** The boxes of the picture. */
import { Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconApps, IconArrowsSplit2, IconFlag } from "@tabler/icons-react";
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { ConnectorIcon } from "@/components/ConnectorIcon";
import { rate } from "@/components/numbers";
import { toneOf } from "@/components/StatusBadge";
import { StepIcon } from "@/components/StepIcon";
import type { Mark } from "./Canvas";
import type { Direction, GraphNode } from "./graph";
import classes from "./workflows.module.css";

export interface NodeData extends Record<string, unknown> {
  node: GraphNode;
  mark: Mark | undefined;
  icon: { name: string; title: string; icon?: string };
  direction: Direction;
}

const IN = { LR: Position.Left, TB: Position.Top };
const OUT = { LR: Position.Right, TB: Position.Bottom };

const TRIED: Record<string, string> = {
  mapped: "good",
  ran: "good",
  assumed: "info",
  filtered: "idle",
  skipped: "idle",
};

function Icon({ node, icon }: Pick<NodeData, "node" | "icon">) {
  if (node.kind === "stream") return <IconArrowsSplit2 size={20} aria-hidden />;
  if (node.kind === "source" && !node.of) return <IconApps size={20} aria-hidden />;
  if (node.kind === "step") return <StepIcon type={icon.name} title={icon.title} size={28} />;
  return <ConnectorIcon {...icon} size={28} />;
}

const Box = memo(function Box({ data, selected }: NodeProps<Node<NodeData>>) {
  const { node, mark, icon, direction } = data;
  const tried = mark?.tried && `var(--nx-${TRIED[mark.tried] ?? "bad"})`;
  return (
    <div
      className={classes.box}
      data-kind={node.kind}
      data-off={node.isOff || undefined}
      data-chosen={selected || undefined}
      data-faulty={mark?.fault ? true : undefined}
      style={tried ? { borderColor: tried } : undefined}
    >
      {node.kind !== "source" && <Handle type="target" position={IN[direction]} className={classes.handle} />}
      <Icon node={node} icon={icon} />
      <div className={classes.words}>
        <div className={classes.title} title={node.title}>
          {node.title}
        </div>
        <div className={classes.about} title={node.about}>
          {node.isOff ? "disabled" : node.about}
        </div>
        <Figures kind={node.kind} mark={mark} />
      </div>
      {mark?.fault && (
        <Tooltip label={mark.fault} multiline maw={320}>
          <IconAlertTriangle size={16} className={classes.fault} aria-label={mark.fault} />
        </Tooltip>
      )}
      <Handle type="source" position={OUT[direction]} className={classes.handle} />
    </div>
  );
});

function Figures({ kind, mark = {} }: { kind: GraphNode["kind"]; mark: Mark | undefined }) {
  const circuit = mark.circuit && mark.circuit !== "closed" ? mark.circuit : "";
  const words = [
    mark.tried && kind === "pipeline" ? `the sample: ${mark.tried}` : "",
    mark.accepted === undefined ? "" : `${rate(mark.accepted)}/s come in`,
    circuit && `circuit ${circuit}`,
  ].filter(Boolean);
  if (words.length === 0) return null;
  return (
    <div className={classes.figures} style={circuit ? { color: `var(--nx-${toneOf(circuit)})` } : undefined}>
      {words.join(" · ")}
    </div>
  );
}

const End = memo(function End({ data }: NodeProps<Node<NodeData>>) {
  return (
    <div className={classes.end}>
      <Handle type="target" position={IN[data.direction]} className={classes.handle} />
      <IconFlag size={14} aria-hidden />
    </div>
  );
});

export const NODES = { box: Box, end: End };
