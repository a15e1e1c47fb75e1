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
import { type EdgeData, FlowEdge } from "./FlowEdge";
import { edgeChoice, edgeTitle, type Graph, type GraphNode, SIZES } from "./graph";
import type { Flow } from "./live";
import { NODES, type NodeData } from "./nodes";

export interface Mark {
  /** `mapped`, `filtered`, `failed`, `ran`: what became of the sample here. */
  tried?: string;
  /** Messages a second that come in, where no edge tells it. */
  accepted?: number;
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
  /** What flows along each edge, by its id. */
  flows: ReadonlyMap<string, Flow>;
  iconOf: (node: GraphNode) => { name: string; title: string; icon?: string };
  readOnly: boolean;
}

const FIT = { padding: 0.08, maxZoom: 1.1 };
const EDGES = { flow: FlowEdge };

export default function Canvas(props: Props) {
  return (
    <ReactFlowProvider>
      <Drawn {...props} />
    </ReactFlowProvider>
  );
}

function Drawn({ graph, chosen, onChoose, onDrop, onRemove, marks, flows, iconOf, readOnly }: Props) {
  const scheme = useComputedColorScheme();
  const isStill = useReducedMotion();
  const flow = useRef<ReactFlowInstance<Node<NodeData>, Edge<EdgeData>> | null>(null);
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
          data: { node: one, mark: marks.get(one.id), icon: iconOf(one), direction: graph.direction },
        }),
      ),
    [graph, chosen, marks, iconOf],
  );
  const edges = useMemo(
    () =>
      graph.edges.map((one): Edge<EdgeData> => {
        const flow = flows.get(one.id);
        return {
          id: one.id,
          source: one.source,
          target: one.target,
          type: "flow",
          selected: edgeChoice(one) === chosen,
          className: flow?.circuit === "open" ? "nx-broken" : undefined,
          animated: !isStill && (flow?.rate ?? 0) > 0,
          ariaLabel: `${edgeTitle(one, graph)}: the last message`,
          data: {
            label: one.label,
            flow,
            bend: graph.bends.get(one.id),
            direction: graph.direction,
            onChoose: () => onChoose(edgeChoice(one)),
          },
        };
      }),
    [graph, chosen, flows, isStill, onChoose],
  );
  // What is new is to be seen: the picture fits again when nodes come or go.
  const shape = [graph.direction, ...graph.nodes.map((one) => one.id)].join(" ");
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
      key={graph.direction} // where edges meet the boxes is measured once
      nodes={nodes}
      edges={edges}
      nodeTypes={NODES}
      edgeTypes={EDGES}
      colorMode={scheme}
      onInit={(made) => {
        flow.current = made;
      }}
      onNodeClick={(_, node) => onChoose(node.id)}
      onEdgeClick={(_, edge) => onChoose(`edge:${edge.id}`)}
      onPaneClick={() => onChoose("workflow")}
      onNodesChange={(changes) => {
        const picked = changes.find((one) => one.type === "select" && one.selected);
        if (picked && "id" in picked) onChoose(picked.id);
      }}
      onEdgesChange={(changes) => {
        const picked = changes.find((one) => one.type === "select" && one.selected);
        if (picked && "id" in picked) onChoose(`edge:${picked.id}`);
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
      aria-label="Picture of the workflow: Tab goes from box to box and from way to way, Enter chooses one, Delete takes a box out"
    >
      <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
      <Controls showInteractive={false} />
    </ReactFlow>
  );
}

function isOnCanvas(target: EventTarget): boolean {
  return target instanceof Element && target.closest(".react-flow__node, .react-flow__pane") !== null;
}
