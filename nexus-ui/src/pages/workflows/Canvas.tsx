/** The picture of a workflow: what is chosen in it is edited beside it. Laid out by itself; panned and zoomed by hand. */
import "@xyflow/react/dist/base.css";
import { useComputedColorScheme } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import {
  Background,
  BackgroundVariant,
  Controls,
  type Edge,
  type Node,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
} from "@xyflow/react";
import { type DragEvent, useCallback, useEffect, useMemo, useRef } from "react";
import { DRAGGED } from "./dragged";
import type { Graph, GraphNode } from "./graph";
import { SIZES } from "./graph";
import { NODES, type NodeData } from "./nodes";

export interface Mark {
  /** `mapped`, `filtered`, `failed`, `ran`: what became of the sample here. */
  tried?: string;
  /** Messages that wait before it. */
  waiting?: number;
  /** Delivered a second, lately. */
  rate?: number;
  circuit?: string;
  fault?: string;
}

interface Props {
  graph: Graph;
  chosen: string;
  onChoose: (id: string) => void;
  onDrop: (what: string, at: string | undefined) => void;
  onRemove: (id: string) => void;
  marks: ReadonlyMap<string, Mark>;
  iconOf: (node: GraphNode) => { name: string; title: string; icon?: string };
  readOnly: boolean;
}

const FIT = { padding: 0.15, maxZoom: 1.1 };

export default function Canvas(props: Props) {
  return (
    <ReactFlowProvider>
      <Drawn {...props} />
    </ReactFlowProvider>
  );
}

function Drawn({ graph, chosen, onChoose, onDrop, onRemove, marks, iconOf, readOnly }: Props) {
  const scheme = useComputedColorScheme();
  const isStill = useReducedMotion();
  const flow = useRef<ReactFlowInstance<Node<NodeData>, Edge> | null>(null);
  const nodes = useMemo(
    () =>
      graph.nodes.map(
        (one): Node<NodeData> => ({
          id: one.id,
          type: one.kind === "end" ? "end" : "box",
          position: { x: one.x, y: one.y },
          ...SIZES[one.kind],
          selected: one.id === chosen,
          ariaLabel: `${one.kind} ${one.title}`,
          data: { node: one, mark: marks.get(one.id), icon: iconOf(one) },
        }),
      ),
    [graph, chosen, marks, iconOf],
  );
  const edges = useMemo(
    () =>
      graph.edges.map((one): Edge => {
        const mark = marks.get(one.target);
        return {
          ...one,
          label: one.label || undefined,
          className: mark?.circuit === "open" ? "nx-broken" : undefined,
          animated: !isStill && (mark?.rate ?? 0) > 0,
        };
      }),
    [graph, marks, isStill],
  );
  // What is new is to be seen: the picture fits again when nodes come or go.
  const shape = graph.nodes.map((one) => one.id).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: shape says when
  useEffect(() => {
    const later = requestAnimationFrame(() => void flow.current?.fitView({ ...FIT, duration: isStill ? 0 : 200 }));
    return () => cancelAnimationFrame(later);
  }, [shape]);
  const drop = useCallback(
    (event: DragEvent) => {
      const what = event.dataTransfer.getData(DRAGGED);
      if (!what) return;
      event.preventDefault();
      const under = (event.target as Element).closest(".react-flow__node")?.getAttribute("data-id") ?? undefined;
      onDrop(what, under);
    },
    [onDrop],
  );
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={NODES}
      colorMode={scheme}
      onInit={(made) => {
        flow.current = made;
      }}
      onNodeClick={(_, node) => onChoose(node.id)}
      onPaneClick={() => onChoose("workflow")}
      onNodesChange={(changes) => {
        const picked = changes.find((one) => one.type === "select" && one.selected);
        if (picked && "id" in picked) onChoose(picked.id);
      }}
      onKeyDown={(event) => {
        if ((event.key === "Delete" || event.key === "Backspace") && !readOnly && isOnCanvas(event.target)) {
          event.preventDefault();
          onRemove(chosen);
        }
      }}
      onDrop={drop}
      onDragOver={(event) => event.preventDefault()}
      nodesDraggable={false}
      nodesConnectable={false}
      deleteKeyCode={null}
      fitView
      fitViewOptions={FIT}
      minZoom={0.1}
      maxZoom={1.6}
      onlyRenderVisibleElements
      aria-label="Picture of the workflow: Tab goes from node to node, Enter chooses one, Delete takes it out"
    >
      <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
      <Controls showInteractive={false} />
    </ReactFlow>
  );
}

function isOnCanvas(target: EventTarget): boolean {
  return target instanceof Element && target.closest(".react-flow__node, .react-flow__pane") !== null;
}
