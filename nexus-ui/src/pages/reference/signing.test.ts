import { expect, it } from "vitest";
import { saysWho } from "./signing";

it("a field that is left empty says nothing", () => {
  expect(saysWho(new Headers())).toBe(false);
  expect(saysWho(new Headers({ Authorization: "Bearer " }))).toBe(false);
  expect(saysWho(new Headers({ Authorization: "Bearer eyJ" }))).toBe(true);
  expect(saysWho(new Headers({ "X-API-Key": "nxk_1" }))).toBe(true);
});
