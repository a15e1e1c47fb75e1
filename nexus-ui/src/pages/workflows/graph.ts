/** A draft as nodes and edges, laid out from left to right, or from top to bottom where that is larger in its place. */
import dagre from "@dagrejs/dagre";
import type { Branches, Draft, Pipeline, Source, Step } from "./draft";
import { END } from "./draft";

export type Kind = "source" | "stream" | "pipeline" | "step" | "end";

export interface GraphNode {
  /** `source:0`, `stream`, `pipeline:1`, `step:shape`, `end`. */
  id: string;
  kind: Kind;
  title: string;
  about: string;
  /** Of the connector or the type, for its icon. */
  of: string;
  isOff: boolean;
  x: number;
  y: number;
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  label: string;
}

interface Point {
  x: number;
  y: number;
}

/** Where an edge that passes boxes goes between its two, and where there is room to say something on it. */
export interface Bend {
  through: readonly Point[];
  label: Point;
}

/** Which way messages go in the picture. */
export type Direction = "LR" | "TB";

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** Of edges that pass boxes, by their id; the others go straight. */
  bends: ReadonlyMap<string, Bend>;
  direction: Direction;
  width: number;
  height: number;
}

/** What the picture is shown in, in pixels. */
export interface Place {
  width: number;
  height: number;
}

export const SIZES: Record<Kind, { width: number; height: number }> = {
  source: { width: 190, height: 58 },
  stream: { width: 160, height: 66 },
  pipeline: { width: 230, height: 68 },
  step: { width: 200, height: 64 },
  end: { width: 30, height: 30 },
};

export function nameOfSource(source: Source): string {
  return source.application ?? source.connection ?? "";
}

/** Returns all ways between steps; `END` is where a run finishes. */
export function waysOf(steps: readonly Step[], branches: Branches): { from: string; to: string; label: string }[] {
  return steps.flatMap((step, at) => {
    const after = step.next ?? steps[at + 1]?.name ?? END;
    const own = branches(step.type);
    const ways = own.length
      ? own.map((key) => ({ from: step.name, to: (step[key] as string | undefined) ?? after, label: wordFor(key) }))
      : [{ from: step.name, to: after, label: "" }];
    if (step.on_error === "goto" && step.goto) ways.push({ from: step.name, to: step.goto, label: "on error" });
    return ways;
  });
}

const WORDS = new Map([
  ["then", "yes"],
  ["otherwise", "no"],
]);

function wordFor(branch: string): string {
  return WORDS.get(branch) ?? branch.replaceAll("_", " ");
}

function aboutOf(pipeline: Pipeline): string {
  return [pipeline.operation, pipeline.target].filter(Boolean).join(" ");
}

export function graphOf(draft: Draft, connectorOf: (name: string) => string, branches: Branches, place?: Place): Graph {
  const nodes: Omit<GraphNode, "x" | "y">[] = draft.sources.map((one, at) => ({
    id: `source:${at}`,
    kind: "source",
    title: nameOfSource(one),
    about: one.connection ? (one.subscription ?? "everything that it receives") : "sender app",
    of: one.connection ? connectorOf(one.connection) : "",
    isOff: false,
  }));
  const edges: GraphEdge[] = [];
  const add = (source: string, target: string, label = "") =>
    edges.push({ id: `${source} ${target} ${label}`, source, target, label });
  if (draft.mode === "fan_out") {
    nodes.push({
      id: "stream",
      kind: "stream",
      title: draft.name || "workflow",
      about: "durable stream",
      of: "",
      isOff: !draft.enabled,
    });
    for (const [at] of draft.sources.entries()) add(`source:${at}`, "stream");
    for (const [at, one] of draft.pipelines.entries()) {
      nodes.push({
        id: `pipeline:${at}`,
        kind: "pipeline",
        title: one.name,
        about: `${aboutOf(one)} in ${one.destination}`,
        of: connectorOf(one.destination),
        isOff: !one.enabled,
      });
      add("stream", `pipeline:${at}`, one.condition ? "if" : "");
    }
    return fitting(nodes, edges, place);
  }
  const known = new Set(draft.steps.map((one) => one.name));
  for (const one of draft.steps)
    nodes.push({ id: `step:${one.name}`, kind: "step", title: one.name, about: one.type, of: one.type, isOff: false });
  nodes.push({ id: END, kind: "end", title: "End", about: "", of: "", isOff: false });
  const idOf = (name: string) => (known.has(name) ? `step:${name}` : END);
  const first = draft.steps[0] ? idOf(draft.steps[0].name) : END;
  for (const [at] of draft.sources.entries()) add(`source:${at}`, first);
  for (const one of waysOf(draft.steps, branches)) add(`step:${one.from}`, idOf(one.to), one.label);
  return fitting(nodes, edges, place);
}

/** Beyond so many boxes the picture is a map to be moved about in: one layout is enough. */
const MANY = 60;

type Unplaced = Omit<GraphNode, "x" | "y">;

/** Lays out both ways, and keeps the one that is shown larger. */
function fitting(nodes: Unplaced[], edges: GraphEdge[], place: Place | undefined): Graph {
  const across = placed(nodes, edges, "LR");
  if (!place || place.width === 0 || nodes.length > MANY) return across;
  const zoomOf = (one: Graph) => Math.min(1, place.width / one.width, place.height / one.height);
  if (zoomOf(across) === 1) return across;
  const down = placed(nodes, edges, "TB");
  return zoomOf(down) > zoomOf(across) ? down : across;
}

/** Room for what flows along an edge to be told. */
const FIGURES = { width: 72, height: 22 };

/** Points of an edge between neighbours: its two ends, and its label. */
const STRAIGHT = 3;

function placed(nodes: Unplaced[], edges: GraphEdge[], direction: Direction): Graph {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  const ranksep = direction === "LR" ? 36 : 40;
  graph.setGraph({ rankdir: direction, nodesep: 22, ranksep, marginx: 20, marginy: 20 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const one of nodes) graph.setNode(one.id, { ...SIZES[one.kind] });
  for (const one of edges) graph.setEdge(one.source, one.target, { ...FIGURES, labelpos: "c" }, one.id);
  dagre.layout(graph);
  const { width = 1, height = 1 } = graph.graph();
  const bends = new Map<string, Bend>();
  for (const one of edges) {
    const { points, x = 0, y = 0 } = graph.edge(one.source, one.target, one.id);
    if (points.length > STRAIGHT) bends.set(one.id, { through: points.slice(1, -1), label: { x, y } });
  }
  return {
    nodes: nodes.map((one) => {
      const { x, y } = graph.node(one.id);
      const size = SIZES[one.kind];
      return { ...one, x: x - size.width / 2, y: y - size.height / 2 };
    }),
    edges,
    bends,
    direction,
    width,
    height,
  };
}

/** Names an edge as what is chosen. */
export function edgeChoice(edge: GraphEdge): string {
  return `edge:${edge.id}`;
}

/** Returns from where to where an edge leads: `shop → orders`. */
export function edgeTitle(edge: GraphEdge, graph: Graph): string {
  const titleOf = (id: string) => graph.nodes.find((one) => one.id === id)?.title ?? id;
  return `${titleOf(edge.source)} → ${titleOf(edge.target)}`;
}

/** Returns the node that a fault of the API is about: `pipelines[0].key[1]` is `pipeline:0`. */
export function nodeOfFault(path: string, draft: Draft): string {
  const found = /^(sources|pipelines|steps)\[(\d+)\]/.exec(path);
  if (!found) return "workflow";
  const at = Number(found[2]);
  if (found[1] === "sources") return `source:${at}`;
  if (found[1] === "pipelines") return `pipeline:${at}`;
  return `step:${draft.steps[at]?.name ?? ""}`;
}
