import { expect, it } from "vitest";
import { parseExact } from "./exact";

it.runIf("rawJSON" in JSON)("numbers of messages keep their digits", () => {
  for (const text of ['{"id":10000000000000000000001,"total":12.50}', '[1,-0.0,1E3,"1.0",null,{"a":1.25}]', "7"])
    expect(JSON.stringify(parseExact(text))).toBe(text);
});

it("what has no such number is what it always was", () => {
  expect(parseExact('{"a": [1, "b", null, true]}')).toEqual({ a: [1, "b", null, true] });
});
