import { describe, expect, it } from "vitest";
import type { PipelineTick, Tick } from "@/live/useTicks";
import { type Draft, NEW, withPipeline, withSource } from "./draft";
import { graphOf } from "./graph";
import { flowsOf, liveOf } from "./live";

const QUIET: PipelineTick = {
  ...{ delivered: 0, failed: 0, dead: 0, filtered: 0, circuit: "closed" },
  before: { lag: 0, pending: 0, scheduled: 0 },
};

function tick(second: number, accepted: number, pipelines: Record<string, PipelineTick>): Tick {
  const workflows = { w: { accepted, delivered: 0, failed: 0, dead: 0, lag: 0, waiting: 0 } };
  const at = new Date(1_800_000_000_000 + second * 1_000).toISOString();
  return { at, workflows, pipelines, totals: {} as never, before: QUIET.before, open_circuits: 0, dead_letters: 0 };
}

const draft: Draft = {
  ...withPipeline(withSource({ ...NEW, name: "orders" }, { application: "shop" }), "warehouse", "upsert"),
};
const saved: Draft = { ...draft, pipelines: draft.pipelines.map((one) => ({ ...one, id: "p" })) };

describe("what flows", () => {
  const ticks = [
    tick(0, 4, { p: { ...QUIET, delivered: 3, failed: 1 } }),
    tick(1, 2, { p: { ...QUIET, before: { lag: 5, pending: 1, scheduled: 2 }, circuit: "open" } }),
  ];

  it("is a rate of the last seconds, and what waits now", () => {
    const live = liveOf("w", ticks);
    expect(live.accepted).toBe(3);
    expect(live.flows.get("p")).toEqual({ rate: 1.5, failing: 0.5, waiting: 8, circuit: "open" });
    expect(live.stirredAt).toBe(1_800_000_000_000);
    expect(liveOf("w", []).flows.size).toBe(0);
  });

  it("is told on the edges: what comes in, and what goes out", () => {
    const graph = graphOf(
      saved,
      () => "",
      () => [],
    );
    const flows = flowsOf(graph, saved, liveOf("w", ticks));
    const [into, out] = graph.edges;
    expect(flows.get(into?.id ?? "")?.rate).toBe(3);
    expect(flows.get(out?.id ?? "")?.waiting).toBe(8);
    expect(flowsOf(graph, draft, liveOf("w", [])).size).toBe(0);
  });

  it("comes in once, however many sources there are", () => {
    const two = withSource(saved, { application: "till" });
    const graph = graphOf(
      two,
      () => "",
      () => [],
    );
    const flows = flowsOf(graph, two, liveOf("w", ticks));
    expect([...flows.keys()]).toEqual(graph.edges.filter((one) => one.target === "pipeline:0").map((one) => one.id));
  });

  it("waits before the first step of a sequence", () => {
    const steps: Draft = { ...NEW, mode: "sequential", steps: [{ name: "a", type: "delay" }], sources: saved.sources };
    const graph = graphOf(
      steps,
      () => "",
      () => [],
    );
    const live = liveOf("w", [tick(0, 4, { sequence: { ...QUIET, before: { lag: 2, pending: 0, scheduled: 0 } } })]);
    expect(flowsOf(graph, steps, live).get(graph.edges[0]?.id ?? "")).toMatchObject({ rate: 4, waiting: 2 });
  });
});
