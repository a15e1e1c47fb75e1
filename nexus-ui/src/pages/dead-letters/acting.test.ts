import { describe, expect, it } from "vitest";
import { actOnAll, actOnEach, justAfter, type Progress } from "./acting";

const chunk = (done: number, next: string | null, refused = {}) => ({
  done,
  next,
  refused,
  waiting: 0,
  next_due_at: null,
});

describe("acting on many letters", () => {
  it("goes on by the cursor until all are done, and counts", async () => {
    const asked: (string | null)[] = [];
    const told: Progress[] = [];
    const chunks = [chunk(2, "a"), chunk(1, "b", { x: "gone" }), chunk(2, null)];
    await actOnAll(
      async (cursor) => {
        asked.push(cursor);
        return chunks[asked.length - 1] as (typeof chunks)[number];
      },
      (one) => told.push(one),
      new AbortController().signal,
    );
    expect(asked).toEqual([null, "a", "b"]);
    expect(told.map((one) => [one.done, one.isOver])).toEqual([
      [2, false],
      [3, false],
      [5, true],
    ]);
    expect(told.at(-1)?.refused).toEqual({ x: "gone" });
  });

  it("stops after the request that is under way", async () => {
    const stop = new AbortController();
    let asked = 0;
    let last: Progress | undefined;
    await actOnAll(
      async () => {
        asked += 1;
        stop.abort();
        return chunk(1, "more");
      },
      (one) => {
        last = one;
      },
      stop.signal,
    );
    expect([asked, last]).toEqual([1, { done: 1, refused: {}, isOver: true }]);
  });

  it("goes on where one of the chosen ones fails", async () => {
    const told: Progress[] = [];
    await actOnEach(
      ["a", "b", "c"],
      async (id) => {
        if (id === "b") throw new Error("no answer");
        return { done: [id], refused: {} };
      },
      (one) => told.push(one),
      new AbortController().signal,
    );
    expect(told.at(-1)).toEqual({ done: 2, refused: { b: "no answer" }, isOver: true });
  });

  it("leaves out what comes later", () => {
    expect(justAfter("2026-01-31T12:00:00.036000Z")).toBe("2026-01-31T12:00:00.037Z");
  });
});
