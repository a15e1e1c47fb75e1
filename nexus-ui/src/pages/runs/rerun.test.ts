import { describe, expect, it } from "vitest";
import type { Schemas } from "@/api/client";
import { bodyOf, faultIn, stepsBefore, unedited } from "./rerun";

const detail = {
  payload: { id: 1 },
  steps: [
    { name: "a", output: { x: 1 } },
    { name: "b", output: true },
    { name: "c", output: null },
  ],
} as Schemas["RunDetailView"];

describe("running again", () => {
  it("sends nothing where nothing was edited", () => {
    expect(bodyOf(unedited("a", detail), detail, "a")).toEqual({ steps: {} });
    expect(bodyOf(unedited("c", detail), detail, "a")).toEqual({ step: "c", steps: {} });
  });

  it("sends what was edited", () => {
    const edited = unedited("c", detail);
    edited.payload = '{"id":2}';
    edited.outputs.b = "false";
    expect(bodyOf(edited, detail, "a")).toEqual({ step: "c", payload: { id: 2 }, steps: { b: false } });
  });

  it("asks for what is masked", () => {
    expect(faultIn('{"email":"********"}')).toMatch(/put the value/);
    expect(faultIn("{")).toMatch(/not JSON/);
    expect(faultIn("{}")).toBeNull();
  });

  it("offers the outputs of the steps before, the nearest first", () => {
    expect(stepsBefore("c", detail).map((one) => one.name)).toEqual(["b", "a"]);
    expect(stepsBefore("a", detail)).toEqual([]);
    expect(stepsBefore("did not run", detail).map((one) => one.name)).toEqual(["c", "b", "a"]);
  });
});
