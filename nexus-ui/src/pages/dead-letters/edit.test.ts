import { expect, it } from "vitest";
import { faultOf } from "@/components/editor/json";
import { bodyOf } from "./edit";

it("a payload that was not edited stays the letter's own", () => {
  expect(bodyOf('{"a":1}', '{"a":1}')).toEqual({});
  expect(bodyOf('{"a":2}', '{"a":1}')).toEqual({ payload: { a: 2 } });
  expect(bodyOf("null", '{"a":1}')).toEqual({ payload: null });
});

it("what is no JSON is said to be none", () => {
  expect(faultOf("{")).toMatch(/not JSON yet/);
  expect(faultOf("[]")).toBeNull();
});
