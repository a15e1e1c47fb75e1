import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { Client, type ClientOptions, describeFate, type NexusError } from "../src/index.js";
import { lost, type Nexus, problem, startNexus, takeAll } from "./server.js";

let nexus: Nexus;
beforeEach(async () => { nexus = await startNexus(); });
afterEach(() => nexus.close());

function client(options: Partial<ClientOptions> = {}): Client {
  return new Client({ url: nexus.url, apiKey: "nxk_test", retry: { baseMs: 1, attempts: 3 }, ...options });
}

function orders(count: number): { id: number }[] {
  return Array.from({ length: count }, (_, id) => ({ id }));
}

test("a message whose call fails is surely not taken, or may be, and can be sent again under the error's key", async () => {
  nexus.script.push(problem(422, "schema-violation"), lost);
  const one = { first: 0, last: 0 };
  const sender = client({ retry: false });

  await assert.rejects(sender.send({ id: 1 }), (error: NexusError) => {
    assert.deepEqual(error.fate, { acknowledged: [], notTaken: [one], unknown: [], unsentFrom: 1 });
    return true;
  });
  let key = "";
  await assert.rejects(sender.send({ id: 1 }), (error: NexusError) => {
    assert.deepEqual(error.fate, { acknowledged: [], notTaken: [], unknown: [one], unsentFrom: 1 });
    key = error.key ?? "";
    return true;
  });
  await sender.send({ id: 1 }, { key });
  assert.equal(nexus.heard[2]?.headers["idempotency-key"], nexus.heard[1]?.headers["idempotency-key"]);
});

test("messages of a call that fails are told apart: acknowledged, unknown, not sent", async () => {
  nexus.script.push(takeAll, lost);
  const receipts: number[] = [];
  const call = client({ retry: false }).sendBatch(orders(7), { maxCount: 2, key: "k", onReceipt: (_, offset) => receipts.push(offset) });

  await assert.rejects(call, (error: NexusError) => {
    assert.equal(error.key, "k");
    assert.deepEqual(error.fate, {
      acknowledged: [{ first: 0, last: 1 }],
      notTaken: [],
      unknown: [{ first: 2, last: 3 }],
      unsentFrom: 4,
    });
    assert.equal(describeFate(error.fate), "Messages: 0 to 1 acknowledged; 2 to 3 unknown; 4 and after not sent.");
    return true;
  });
  assert.deepEqual(receipts, [0]);
});

test("messages of the half that was taken count as sent though the other half fails", async () => {
  nexus.script.push(problem(413, "too-large"), takeAll, problem(422, "schema-violation"));

  await assert.rejects(client().sendBatch(orders(4)), (error: NexusError) => {
    assert.deepEqual(error.sent, { accepted: 2, duplicates: 0, rejected: 0 });
    assert.deepEqual(error.fate?.acknowledged, [{ first: 0, last: 1 }]);
    assert.deepEqual(error.fate.notTaken, [{ first: 2, last: 3 }]);
    return true;
  });
});

test("messages that go at once are told apart in their order", async () => {
  nexus.script.push(lost);

  await assert.rejects(client({ retry: false }).sendBatch(orders(4), { maxCount: 1, concurrency: 4 }), (error: NexusError) => {
    assert.equal(error.fate?.unknown.length, 1);
    const told = [...error.fate.acknowledged, ...error.fate.unknown].sort((one, other) => one.first - other.first);
    assert.deepEqual([told[0]?.first, told.at(-1)?.last, error.fate.unsentFrom], [0, 3, 4]);
    return true;
  });
});
