import { expect, it } from "vitest";
import { EMPTY, saved, slugOf } from "./draft";

it("a slug is made of a title", () => {
  expect(["Open orders", "  Größe & Maß! ", "été 2026", ""].map(slugOf)).toEqual([
    "open-orders",
    "gro-e-ma",
    "ete-2026",
    "",
  ]);
});

it("what the statement does not have any more is not saved", () => {
  const draft = { ...EMPTY, statement: "SELECT :a", parameters: [{ name: "a", title: "A" }, { name: "b" }] };
  expect(saved(draft).parameters).toEqual([{ name: "a", title: "A" }]);
});
