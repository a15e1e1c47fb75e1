import { describe, expect, it } from "vitest";
import { parseExact } from "@/api/exact";
import {
  changedStep,
  type Draft,
  draftOf,
  freeName,
  movedStep,
  NEW,
  type Workflow,
  withoutPipeline,
  withoutStep,
  withPipeline,
  withSource,
  withStep,
} from "./draft";
import { edgeTitle, graphOf, nodeOfFault, waysOf } from "./graph";

const branches = (type: string) => (type === "condition" ? ["then", "otherwise"] : []);
const steps = [
  // biome-ignore lint/suspicious/noThenProperty: the setting is called so
  { name: "check", type: "condition", then: "call", otherwise: "end" },
  { name: "call", type: "rest_call", on_error: "goto" as const, goto: "shape" },
  { name: "shape", type: "transform" },
];
const sequential: Draft = { ...NEW, name: "flow", mode: "sequential", steps, sources: [{ application: "shop" }] };

describe("a draft", () => {
  it("gets sources once and pipelines under names of their own", () => {
    let draft = withSource(withSource(NEW, { application: "shop" }), { application: "shop" });
    draft = withPipeline(withPipeline(draft, "warehouse", "upsert"), "warehouse", "insert");

    expect(draft.sources).toHaveLength(1);
    expect(draft.pipelines.map((one) => one.name)).toEqual(["to-warehouse", "to-warehouse-2"]);
    expect(withoutPipeline(draft, 0).pipelines.map((one) => one.operation)).toEqual(["insert"]);
    expect(freeName("a", ["a", "a-2"])).toBe("a-3");
  });

  it("gets a source once as it was saved, and a connection once for each subscription", () => {
    const saved = { application: "shop", connection: null, subscription: null };
    expect(withSource({ ...NEW, sources: [saved] }, { application: "shop" }).sources).toEqual([saved]);

    const meters = { application: null, connection: "plant", subscription: "meters" };
    const both = withSource({ ...NEW, sources: [meters] }, { connection: "plant" });
    expect(both.sources).toEqual([meters, { connection: "plant" }]);
    expect(withSource(both, { connection: "plant" })).toBe(both);
  });

  it("gets a step after the chosen one, and moves it", () => {
    const { draft, name } = withStep(sequential, "delay", "check");
    expect(draft.steps.map((one) => one.name)).toEqual(["check", "delay", "call", "shape"]);
    expect(name).toBe("delay");
    expect(movedStep(draft, "delay", 1).steps.map((one) => one.name)).toEqual(["check", "call", "delay", "shape"]);
    expect(movedStep(draft, "check", -1)).toBe(draft);
  });

  it("keeps its ways when a step is renamed or taken out", () => {
    const renamed = changedStep(sequential, "call", { ...steps[1], name: "ask", type: "rest_call" }, branches);
    expect(renamed.steps[0]?.then).toBe("ask");

    const without = withoutStep(sequential, "shape", branches);
    expect(without.steps[1]).toEqual({ name: "call", type: "rest_call", on_error: "stop" });
  });
});

describe("a saved workflow", () => {
  it("has numbers that forms take, and those of its rules as they are written", () => {
    const text =
      '{"id":"w","retention_hours":168.0,"pipelines":[{"name":"p","mappings":[{"constant":12.50}]}],"steps":[{"seconds":5.0}]}';
    const draft = draftOf(parseExact(text) as Workflow);

    expect([draft.retention_hours, draft.steps[0]?.seconds]).toEqual([168, 5]);
    expect(JSON.stringify(draft.pipelines[0]?.mappings)).toMatch(/12\.50?\}/);
  });
});

describe("the picture", () => {
  it("of a fan-out leads from each source through the stream to each pipeline", () => {
    let draft = withSource({ ...NEW, name: "orders" }, { application: "shop" });
    draft = withPipeline(withPipeline(draft, "warehouse", "upsert"), "crm", "post");
    const graph = graphOf(draft, (name) => `${name}-connector`, branches);

    expect(graph.edges.map((one) => [one.source, one.target])).toEqual([
      ["source:0", "stream"],
      ["stream", "pipeline:0"],
      ["stream", "pipeline:1"],
    ]);
    const x = new Map(graph.nodes.map((one) => [one.id, one.x]));
    expect(x.get("source:0")).toBeLessThan(x.get("stream") ?? 0);
    expect(x.get("stream")).toBeLessThan(x.get("pipeline:0") ?? 0);
    expect(graph.nodes.find((one) => one.id === "pipeline:1")?.of).toBe("crm-connector");
  });

  it("of a sequence has every way, with its reason", () => {
    expect(waysOf(steps, branches)).toEqual([
      { from: "check", to: "call", label: "yes" },
      { from: "check", to: "end", label: "no" },
      { from: "call", to: "shape", label: "" },
      { from: "call", to: "shape", label: "on error" },
      { from: "shape", to: "end", label: "" },
    ]);
    expect(graphOf(sequential, () => "", branches).edges).toHaveLength(6);
  });

  it("goes from top to bottom where it is shown larger so", () => {
    const many: Draft = { ...sequential, steps: ["a", "b", "c", "d", "e"].map((name) => ({ name, type: "delay" })) };
    const narrow = graphOf(many, () => "", branches, { width: 500, height: 900 });
    expect(narrow.direction).toBe("TB");
    const y = new Map(narrow.nodes.map((one) => [one.id, one.y]));
    expect(y.get("step:a")).toBeLessThan(y.get("step:b") ?? 0);
    expect(graphOf(many, () => "", branches, { width: 2000, height: 300 }).direction).toBe("LR");
    expect(graphOf(many, () => "", branches).direction).toBe("LR");
  });

  it("leads ways that pass a step around it", () => {
    const { bends, edges } = graphOf(sequential, () => "", branches);
    const passing = edges.filter((one) => bends.has(one.id)).map((one) => [one.source, one.target]);
    expect(passing).toContainEqual(["step:check", "end"]);
    expect(passing).not.toContainEqual(["step:check", "step:call"]);
  });

  it("names its ways", () => {
    const graph = graphOf(sequential, () => "", branches);
    expect(graph.edges.map((one) => edgeTitle(one, graph))).toContain("shop → check");
  });

  it("shows faults where they are", () => {
    expect(nodeOfFault("pipelines[1].key[0]", sequential)).toBe("pipeline:1");
    expect(nodeOfFault("steps[2].mappings", sequential)).toBe("step:shape");
    expect(nodeOfFault("sources[0].application", sequential)).toBe("source:0");
    expect(nodeOfFault("schedule", sequential)).toBe("workflow");
  });
});
