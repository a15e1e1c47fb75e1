import { expect, it } from "vitest";
import { guaranteeOf } from "./guarantee";

function pipeline(name: string, level: string, ordered = false, enabled = true) {
  return { name, enabled, guarantee: { level, text: `${name} text`, ordered } };
}

function workflow(...pipelines: unknown[]) {
  return guaranteeOf({ mode: "fan_out", pipelines } as never);
}

it("a workflow promises what its weakest way out does", () => {
  const found = workflow(pipeline("a", "exactly_once"), pipeline("b", "effectively_once"));
  expect(found).toEqual({ label: "effectively once", text: "a: a text\nb: b text" });
  expect(workflow(pipeline("a", "exactly_once", true)).label).toBe("exactly once, in order");
  expect(workflow(pipeline("a", "exactly_once"), pipeline("b", "at_least_once", false, false)).label).toBe(
    "exactly once",
  );
  expect(workflow().label).toBe("–");
  expect(guaranteeOf({ mode: "sequential", pipelines: [] } as never).label).toBe("at least once");
});
