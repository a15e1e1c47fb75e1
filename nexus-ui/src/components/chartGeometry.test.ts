import { describe, expect, it } from "vitest";
import { path, ticksUpTo } from "./chartGeometry";

describe("a chart", () => {
  it.each([
    [0, [0, 1]],
    [4, [0, 1, 2, 3, 4]],
    [87, [0, 25, 50, 75, 100]],
    [0.3, [0, 0.1, 0.2, 0.3]],
    [12_345, [0, 5000, 10_000, 15_000]],
  ])("up to %d has round ticks", (most, ticks) => {
    expect(ticksUpTo(most)).toEqual(ticks);
  });

  it("leaves out what was not measured", () => {
    const points = [{ x: 0, y: 1 }, null, { x: 2, y: 3 }, { x: 3, y: 4 }];

    expect(path(points)).toBe("M0.0 1.0M2.0 3.0L3.0 4.0");
    expect(path(points, 9)).toBe("M0.0 1.0L0.0 9L0.0 9ZM2.0 3.0L3.0 4.0L3.0 9L2.0 9Z");
  });
});
