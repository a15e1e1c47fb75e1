import "fake-indexeddb/auto";

import assert from "node:assert/strict";
import { test } from "node:test";

import { IndexedDbSpool } from "../src/index.js";

test("a spool in IndexedDB keeps batches in order, until each is removed as a whole", async () => {
  const first = new IndexedDbSpool("orders");
  await first.append("b2", ["3"]);
  await first.append("b1", ["1"]);
  await first.append("b1", ["2"]);
  assert.deepEqual(await first.left(), [], "its own batches are not left by anyone");
  await first.close();

  const second = new IndexedDbSpool("orders");
  assert.deepEqual(await second.left(), ["b1", "b2"]);
  assert.deepEqual(await second.read("b1"), ["1", "2"]);
  await second.remove("b1");
  assert.deepEqual(await second.left(), ["b2"]);
  assert.deepEqual(await new IndexedDbSpool("others").left(), [], "another name is another spool");
  await second.close();
});
