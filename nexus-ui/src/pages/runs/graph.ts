/** The steps of a workflow as a picture: which one may come after which, and which way a run took. */
import dagre from "@dagrejs/dagre";

export interface Step {
  name: string;
  type: string;
  next?: string | null;
  on_error?: string;
  goto?: string | null;
  /** Of a condition. */
  then?: string | null;
  otherwise?: string | null;
}

export interface Way {
  from: string;
  to: string;
  /** Why one goes this way; empty where there is no other. */
  label: string;
}

export const END = "end";

/** Returns all ways between steps; `END` is where a run finishes. */
export function waysOf(steps: readonly Step[]): Way[] {
  const ways: Way[] = [];
  for (const [at, step] of steps.entries()) {
    const after = step.next ?? steps[at + 1]?.name ?? END;
    if (step.type === "condition") {
      ways.push({ from: step.name, to: step.then ?? after, label: "yes" });
      ways.push({ from: step.name, to: step.otherwise ?? after, label: "no" });
    } else ways.push({ from: step.name, to: after, label: "" });
    if (step.on_error === "goto" && step.goto) ways.push({ from: step.name, to: step.goto, label: "on error" });
  }
  return ways;
}

interface Ran {
  name: string;
  status: string;
  output?: unknown;
}

/** Returns the ways that a run took, as `from → to`: between the steps that ran, in their order, and to the end. */
export function takenWays(ran: readonly Ran[], isFinished: boolean): ReadonlySet<string> {
  const names = ran.map((one) => one.name);
  if (isFinished && names.length) names.push(END);
  return new Set(names.slice(1).map((to, at) => `${names[at]} → ${to}`));
}

export interface Placed {
  nodes: { name: string; type: string; x: number; y: number }[];
  ways: (Way & { points: { x: number; y: number }[] })[];
  width: number;
  height: number;
}

export const NODE = { width: 150, height: 46 };
const END_SIZE = 26;
const MARGIN = 12;

/** Lays the steps out from left to right. */
export function layOut(steps: readonly Step[]): Placed {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 26, ranksep: 56, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const one of steps) graph.setNode(one.name, { ...NODE });
  graph.setNode(END, { width: END_SIZE, height: END_SIZE });
  const known = new Set([...steps.map((one) => one.name), END]);
  const ways = waysOf(steps).filter((one) => known.has(one.to));
  for (const [at, one] of ways.entries())
    graph.setEdge(one.from, one.to, { width: one.label ? 44 : 0, height: 14, labelpos: "c" }, String(at));
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const typeOf = new Map(steps.map((one) => [one.name, one.type]));
  return {
    nodes: [...known].map((name) => {
      const { x, y } = graph.node(name);
      return { name, type: typeOf.get(name) ?? END, x, y };
    }),
    ways: ways.map((one, at) => ({ ...one, points: graph.edge(one.from, one.to, String(at)).points })),
    width,
    height,
  };
}
