import { describe, expect, it } from "vitest";
import { layOut, type Step, takenWays, waysOf } from "./graph";

const STEPS: Step[] = [
  { name: "look up", type: "rest_call", on_error: "goto", goto: "tell" },
  // biome-ignore lint/suspicious/noThenProperty: so conditions are written
  { name: "large", type: "condition", then: "store", otherwise: "end" },
  { name: "store", type: "db_query", next: "end" },
  { name: "tell", type: "rest_call" },
];

describe("the picture of a run", () => {
  it("has every way that a run may take", () => {
    expect(waysOf(STEPS).map((one) => `${one.from} → ${one.to} ${one.label}`.trim())).toEqual([
      "look up → large",
      "look up → tell on error",
      "large → store yes",
      "large → end no",
      "store → end",
      "tell → end",
    ]);
  });

  it("knows the way that was taken", () => {
    const ran = ["look up", "large", "store"].map((name) => ({ name, status: "done" }));
    expect([...takenWays(ran, true)]).toEqual(["look up → large", "large → store", "store → end"]);
    expect([...takenWays(ran.slice(0, 2), false)]).toEqual(["look up → large"]);
    expect([...takenWays([], true)]).toEqual([]);
  });

  it("places steps one after the other, without one upon another", () => {
    const { nodes, ways, width } = layOut(STEPS);
    const at = (name: string) => nodes.find((one) => one.name === name) ?? { x: 0, y: 0 };
    expect(at("look up").x).toBeLessThan(at("large").x);
    expect(at("large").x).toBeLessThan(at("store").x);
    expect(at("store").y).not.toBe(at("tell").y);
    expect(ways).toHaveLength(6);
    expect(width).toBeGreaterThan(at("end").x);
  });

  it("leaves out ways to what is not there", () => {
    expect(layOut([{ name: "a", type: "transform", next: "gone" }]).ways).toEqual([]);
  });
});
