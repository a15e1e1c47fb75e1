import { expect, it } from "vitest";
import { barOf, hasEnded, tookOf } from "./words";

const RUN = { started_at: "2026-01-31T12:00:00Z", duration_ms: 200 };

it("a step's bar lies where it was, and can be seen", () => {
  expect(barOf({ started_at: "2026-01-31T12:00:00.050Z", duration_ms: 100 }, RUN)).toEqual({ left: 25, width: 50 });
  expect(barOf({ started_at: "2026-01-31T12:00:00Z", duration_ms: 0 }, RUN)).toEqual({ left: 0, width: 2 });
  expect(barOf({ started_at: "2026-01-31T12:00:09Z", duration_ms: 5 }, RUN)).toEqual({ left: 98, width: 2 });
});

it("a run that waits has not ended", () => {
  expect(["accepted", "waiting", "finished", "failed", "cancelled"].map(hasEnded)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});

it("the time of a run is whole milliseconds", () => {
  expect([0, 3, 40, 1500].map(tookOf)).toEqual(["< 1 ms", "3 ms", "40 ms", "1.5 s"]);
});
