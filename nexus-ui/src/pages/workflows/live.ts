/** What flows through a saved workflow now: second by second, as the API tells it. */
import { useMemo } from "react";
import type { StreamState } from "@/live/useStream";
import { perSecond, type Tick, useTicks } from "@/live/useTicks";
import type { Draft, Workflow } from "./draft";
import type { Graph } from "./graph";

/** What there is to tell of one edge. */
export interface Flow {
  /** Messages a second, lately. */
  rate: number;
  /** Attempts a second that failed, lately. */
  failing: number;
  /** Messages that wait for the way. */
  waiting: number;
  circuit: string;
}

export interface Live {
  /** By pipeline; `sequence` for steps. */
  flows: ReadonlyMap<string, Flow>;
  /** Messages a second that come in. */
  accepted: number;
  /** When something was delivered, or could not be, last; milliseconds since 1970. */
  stirredAt: number;
  state: StreamState;
}

export function liveOf(workflow: string | undefined, ticks: readonly Tick[]): Omit<Live, "state"> {
  const flows = new Map<string, Flow>();
  for (const [id, now] of Object.entries(ticks.at(-1)?.pipelines ?? {})) {
    const { lag, pending, scheduled } = now.before;
    flows.set(id, {
      rate: perSecond(ticks, (tick) => tick.pipelines[id]?.delivered ?? 0),
      failing: perSecond(ticks, (tick) => (tick.pipelines[id]?.failed ?? 0) + (tick.pipelines[id]?.dead ?? 0)),
      waiting: lag + pending + scheduled,
      circuit: now.circuit,
    });
  }
  const accepted = perSecond(ticks, (tick) => tick.workflows[workflow ?? ""]?.accepted ?? 0);
  const stirred = ticks.findLast((tick) =>
    Object.values(tick.pipelines).some((one) => one.delivered + one.failed + one.dead + one.filtered > 0),
  );
  return { flows, accepted, stirredAt: stirred ? Date.parse(stirred.at) : 0 };
}

export function useLive(saved: Workflow | undefined): Live {
  const { ticks, state } = useTicks(saved?.id ?? null);
  return useMemo(() => ({ ...liveOf(saved?.id, ticks), state }), [saved?.id, ticks, state]);
}

/** Returns what flows along each edge of the picture, by the edge's id. */
export function flowsOf(graph: Graph, draft: Draft, live: Omit<Live, "state">): ReadonlyMap<string, Flow> {
  const found = new Map<string, Flow>();
  const [first] = graph.edges.filter((one) => one.source.startsWith("source:"));
  const sequence = live.flows.get("sequence");
  for (const one of graph.edges) {
    const flow = one.target.startsWith("pipeline:") && flowInto(one.target, draft, live);
    if (flow) found.set(one.id, flow);
  }
  // What comes in is counted once, not by source: with several, it stands on the stream, or on the first way in.
  if (first && live.flows.size > 0 && (draft.sources.length === 1 || sequence))
    found.set(first.id, {
      rate: live.accepted,
      failing: sequence?.failing ?? 0,
      waiting: sequence?.waiting ?? 0,
      circuit: sequence?.circuit ?? "closed",
    });
  return found;
}

function flowInto(node: string, draft: Draft, live: Omit<Live, "state">): Flow | undefined {
  return live.flows.get(draft.pipelines[Number(node.slice("pipeline:".length))]?.id ?? "");
}
