import { describe, expect, it } from "vitest";
import { relative } from "./RelativeTime";

const now = Date.parse("2026-06-01T12:00:00Z");

describe("a relative time", () => {
  it.each([
    [0, "just now"],
    [-30, "30 sec. ago"],
    [-90, "1 min. ago"],
    [-7200, "2 hr. ago"],
    [-3 * 86_400, "3 days ago"],
    [3600, "in 1 hr."],
  ])("of %d seconds reads %s", (seconds, text) => {
    expect(relative(new Date(now + seconds * 1000), now)).toBe(text);
  });
});
