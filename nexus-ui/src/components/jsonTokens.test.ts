import { describe, expect, it } from "vitest";
import { tokensOf } from "./jsonTokens";

describe("the parts of JSON", () => {
  const kinds = (text: string) =>
    tokensOf(text)
      .filter((one) => one.kind !== "plain")
      .map((one) => [one.kind, one.text]);

  it("have their kinds", () => {
    expect(kinds('{"a": [1, -2.5e3, true, null, "x: \\"y\\""], "b c": "********"}')).toEqual([
      ["name", '"a"'],
      ["number", "1"],
      ["number", "-2.5e3"],
      ["word", "true"],
      ["word", "null"],
      ["text", '"x: \\"y\\""'],
      ["name", '"b c"'],
      ["masked", '"********"'],
    ]);
  });

  it("give the text when they are put together, also where it was cut", () => {
    const text = JSON.stringify({ a: "b\\", c: ["1", 2, "ä"] }, null, 2);
    for (let end = 0; end <= text.length; end++) {
      const cut = text.slice(0, end);
      expect(
        tokensOf(cut)
          .map((one) => one.text)
          .join(""),
      ).toBe(cut);
    }
  });
});
