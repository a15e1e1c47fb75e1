import assert from "node:assert/strict";
import { test } from "node:test";

import { parseRetryAfter, pauseBefore, retryOf } from "../src/backoff.js";
import { newId } from "../src/ids.js";
import { InvalidMessage, newTraceparent } from "../src/index.js";
import { byteLength, serialize } from "../src/serialize.js";
import { traceparentOf } from "../src/trace.js";

test("a message is what JSON.stringify makes of it", () => {
  const message = { at: new Date(0), nothing: null, left: undefined, list: [1.5, "é"], nested: { deep: true } };

  assert.equal(serialize(message), JSON.stringify(message));
  assert.equal(byteLength("é€😀"), 9);
});

const circle: Record<string, unknown> = {};
circle.self = circle;

for (const [what, message, path] of [
  ["NaN", { a: [{ b: NaN }] }, "a[0].b"],
  ["Infinity", { total: Infinity }, "total"],
  ["a bigint", { id: 10n }, "id"],
  ["a circle", circle, "self"],
  ["an array", [{ id: 1 }], ""],
  ["a date by itself", new Date(0), ""],
  ["a function", () => undefined, ""],
] as const) {
  test(`${what} is refused with its place instead of being changed silently`, () => {
    assert.throws(() => serialize(message, 7), (error) => {
      assert.ok(error instanceof InvalidMessage);
      assert.deepEqual([error.errors[0]?.index, error.errors[0]?.path], [7, path]);
      return true;
    });
  });
}

test("ids are UUIDv7, differ, and sort in the order in which they were made", () => {
  const ids = Array.from({ length: 5000 }, newId);

  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(Math.abs(parseInt(ids[0]?.replace("-", "").slice(0, 12) ?? "", 16) - Date.now()) < 5000);
});

test("Retry-After is seconds or a date", () => {
  assert.equal(parseRetryAfter("1.5"), 1500);
  assert.equal(parseRetryAfter("Thu, 01 Jan 1970 00:00:05 GMT", 2000), 3000);
  assert.equal(parseRetryAfter("Thu, 01 Jan 1970 00:00:01 GMT", 2000), 0);
  assert.equal(parseRetryAfter("soon"), undefined);
  assert.equal(parseRetryAfter(null), undefined);
});

test("pauses double up to a cap, are spread, and never undercut what the server asks for", () => {
  const retry = retryOf({ baseMs: 100, capMs: 1000 });
  const longest = (attempt: number, after?: number): number[] =>
    Array.from({ length: 500 }, () => pauseBefore(attempt, retry, after)).sort((one, other) => one - other);

  assert.ok((longest(1).at(-1) ?? 0) <= 100);
  assert.ok((longest(3).at(-1) ?? 0) > 200);
  assert.ok((longest(9).at(-1) ?? 0) <= 1000);
  assert.ok((longest(3)[0] ?? 0) < 100, "full jitter");
  assert.ok((longest(1, 5000)[0] ?? 0) >= 5000);
});

test("a malformed trace context is left out", () => {
  const made = newTraceparent();

  assert.equal(traceparentOf(made), made);
  assert.equal(traceparentOf(() => made), made);
  assert.equal(traceparentOf("00-00000000000000000000000000000000-b7ad6b7169203331-01"), undefined);
  assert.equal(traceparentOf("hello"), undefined);
});
