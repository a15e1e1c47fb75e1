import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";

import {
  Client,
  type ClientOptions,
  ConfigurationError,
  ConnectionFailed,
  InvalidMessage,
  KeyReused,
  NexusError,
  RateLimited,
  Refused,
  TooLarge,
  Unauthorized,
  Unavailable,
} from "../src/index.js";
import { lost, type Nexus, problem, startNexus } from "./server.js";

const TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

let nexus: Nexus;
beforeEach(async () => { nexus = await startNexus(); });
afterEach(() => nexus.close());

function client(options: Partial<ClientOptions> = {}): Client {
  return new Client({ url: nexus.url, apiKey: "nxk_test", retry: { baseMs: 1, attempts: 3 }, ...options });
}

function orders(count: number): { id: number }[] {
  return Array.from({ length: count }, (_, id) => ({ id }));
}

describe("one message", () => {
  test("is sent as an object with the application's key, and its receipt tells its id", async () => {
    const receipt = await client({ traceparent: () => TRACE }).send({ id: 1, note: "é" });

    assert.deepEqual(receipt, { id: "id-0", duplicate: false });
    const [heard] = nexus.heard;
    assert.equal(heard?.url, "/ingress");
    assert.deepEqual(heard.body, { id: 1, note: "é" });
    assert.equal(heard.headers["x-api-key"], "nxk_test");
    assert.equal(heard.headers.traceparent, TRACE);
    assert.match(String(heard.headers["idempotency-key"]), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("keeps key and body over lost answers, refusals for now, and answers that are none of Nexus", async () => {
    nexus.script.push(lost, problem(503, "store-away"), () => ({ status: 200, body: "<html>Welcome to our WiFi" }));

    await client().send({ id: 1 });

    assert.equal(nexus.heard.length, 4);
    assert.equal(new Set(nexus.heard.map((each) => each.headers["idempotency-key"])).size, 1);
    assert.equal(new Set(nexus.heard.map((each) => JSON.stringify(each.body))).size, 1);
  });

  test("is not called taken when the answer counts other messages", async () => {
    nexus.script.push(() => ({ status: 202, body: { accepted: 2, duplicates: 0, ids: ["a", "b"] } }));

    await assert.rejects(client({ retry: false }).send({ id: 1 }), ConnectionFailed);
  });

  test("waits as long as Retry-After asks", async () => {
    nexus.script.push(problem(429, "rate-limited", {}, { "Retry-After": "0.3" }));
    const began = Date.now();

    await client().send({ id: 1 });

    assert.ok(Date.now() - began >= 295, `only ${String(Date.now() - began)} ms`);
  });

  test("gives up at once when Retry-After goes beyond the time that there is", async () => {
    nexus.script.push(problem(429, "rate-limited", {}, { "Retry-After": "3600" }));

    await assert.rejects(client().send({ id: 1 }), (error) => error instanceof RateLimited && error.retryAfterMs === 3_600_000);
    assert.equal(nexus.heard.length, 1);
  });

  test("stops when its signal is aborted, with the signal's reason", async () => {
    nexus.script.push(problem(503, "busy", {}, { "Retry-After": "20" }));
    const ending = new AbortController();
    const sending = client().send({ id: 1 }, { signal: ending.signal });
    setTimeout(() => { ending.abort(new Error("enough")); }, 50);

    await assert.rejects(sending, /enough/);
    assert.equal(nexus.heard.length, 1);
  });

  test("leaves nothing behind at a signal that many share", async (context) => {
    const signal = new AbortController().signal;
    const [added, removed] = [context.mock.method(signal, "addEventListener"), context.mock.method(signal, "removeEventListener")];
    nexus.script.push(lost, problem(503, "busy"));

    await client().send({ id: 1 }, { signal });

    assert.ok(added.mock.callCount() >= 3);
    assert.equal(removed.mock.callCount(), added.mock.callCount());
  });

  test("that no server answers is of unknown fate", async () => {
    await nexus.close();

    await assert.rejects(client({ retry: { attempts: 1, baseMs: 1 } }).send({ id: 1 }), (error) => {
      assert.ok(error instanceof ConnectionFailed);
      assert.match(error.message, /ECONNREFUSED/);
      return true;
    });
  });

  test("is not answered within its time", async () => {
    const slow: typeof fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => { reject(init.signal?.reason as Error); });
      });

    await assert.rejects(client({ fetch: slow, timeoutMs: 30, retry: false }).send({ id: 1 }), /no answer within 30 ms/);
  });

  test("carries the key nowhere but to the server that it is for", async () => {
    const other = await startNexus();
    nexus.script.push(() => ({ status: 307, headers: { Location: `${other.url}/ingress` } }));

    await assert.rejects(client().send({ id: 1 }), (error) => error instanceof Refused && error.type === "redirected");
    assert.equal(other.heard.length, 0);
    await other.close();
  });

  for (const [status, type, kind] of [
    [401, "unknown-key", Unauthorized],
    [403, "application-disabled", Unauthorized],
    [409, "key-reused", KeyReused],
    [422, "schema-violation", InvalidMessage],
    [501, "encryption-unavailable", Refused],
  ] as const) {
    test(`that is refused with ${String(status)} raises ${kind.name} and is not tried again`, async () => {
      nexus.script.push(problem(status, type, { errors: [{ index: 0, path: "total", message: "must be a number" }] }));

      await assert.rejects(client().send({ id: 1 }), (error) => {
        assert.ok(error instanceof kind);
        assert.equal(error.name, kind.name);
        assert.deepEqual([error.status, error.type], [status, type]);
        assert.deepEqual(error.errors, [{ index: 0, path: "total", message: "must be a number" }]);
        assert.match(error.message, /total: must be a number/);
        return true;
      });
      assert.equal(nexus.heard.length, 1);
    });
  }

  test("raises the last refusal when all attempts are used up", async () => {
    nexus.script.push(...Array.from({ length: 4 }, () => problem(503, "store-full")));

    await assert.rejects(client().send({ id: 1 }), Unavailable);
    assert.equal(nexus.heard.length, 4);
  });
});

describe("many messages", () => {
  test("are compressed where that helps", async () => {
    await client().sendMany(orders(500));

    assert.equal(nexus.heard[0]?.headers["content-encoding"], "gzip");
    assert.deepEqual(nexus.heard[0].body, orders(500));
  });

  test("are cut into requests by count, and their ids come in order", async () => {
    const receipt = await client().sendMany(orders(5), { maxCount: 2 });

    assert.deepEqual(nexus.heard.map((each) => each.body), [orders(5).slice(0, 2), orders(5).slice(2, 4), orders(5).slice(4)]);
    assert.deepEqual(receipt.ids, ["id-0", "id-1", "id-0", "id-1", "id-0"]);
    assert.equal(receipt.accepted, 5);
  });

  test("are cut by bytes of UTF-8, and one that is larger alone goes alone", async () => {
    await client().sendMany([{ t: "ééé" }, { t: "x" }, { t: "y".repeat(50) }, { t: "z" }], { maxBytes: 30 });

    assert.deepEqual(nexus.heard.map((each) => (each.body as unknown[]).length), [2, 1, 1]);
  });

  test("tell the place of a fault in the whole call, and what had been taken before", async () => {
    nexus.script.push(
      () => ({ status: 202, body: { accepted: 2, duplicates: 0, ids: ["a", "b"] } }),
      problem(422, "schema-violation", { errors: [{ index: 1, path: "id", message: "must be an integer" }] }),
    );

    await assert.rejects(client().sendMany(orders(6), { maxCount: 2 }), (error) => {
      assert.ok(error instanceof InvalidMessage);
      assert.equal(error.errors[0]?.index, 3);
      assert.deepEqual(error.sent, { accepted: 2, duplicates: 0, rejected: 0 });
      return true;
    });
  });

  test("with partial, tell which were not taken", async () => {
    nexus.script.push(({ url }) => {
      assert.equal(url, "/ingress?partial=true");
      return { status: 202, body: { accepted: 1, duplicates: 0, ids: ["a", null], rejected: 1, errors: [{ index: 1, path: "id", message: "no" }] } };
    }, problem(422, "schema-violation", { errors: [{ index: 0, path: "id", message: "no" }] }));

    const receipt = await client().sendMany(orders(3), { maxCount: 2, partial: true });

    assert.deepEqual(receipt.ids, ["a", null, null]);
    assert.deepEqual(receipt.errors.map((each) => each.index), [1, 2]);
    assert.deepEqual([receipt.accepted, receipt.rejected], [1, 2]);
  });

  test("go in halves where a proxy takes less", async () => {
    nexus.script.push(problem(413, "too-large"));

    const receipt = await client().sendMany(orders(5), { key: "import-7" });

    assert.equal(receipt.accepted, 5);
    assert.deepEqual(nexus.heard.map((each) => each.headers["idempotency-key"]), ["import-7-0", "import-7-0.0", "import-7-0.1"]);
  });

  test("do not go in halves once the whole may have been taken", async () => {
    nexus.script.push(lost, problem(413, "too-large"));

    await assert.rejects(client().sendMany(orders(4)), (error) => error instanceof TooLarge && error.isUnknown);
    assert.equal(nexus.heard.length, 2);
  });

  test("under a key of one's own make the same requests again", async () => {
    for (let run = 0; run < 2; run++) await client().sendBatch(orders(5), { key: "import-7", maxCount: 2 });

    const keys = nexus.heard.map((each) => each.headers["idempotency-key"]);
    assert.deepEqual(keys.slice(0, 3), ["import-7-0", "import-7-2", "import-7-4"]);
    assert.deepEqual(keys.slice(3), keys.slice(0, 3));
  });

  test("that carry ids of their own are sent without a key", async () => {
    await client({ messageIds: "payload" }).sendMany(orders(2));

    assert.equal(nexus.heard[0]?.headers["idempotency-key"], undefined);
  });

  test("from a stream are taken no faster than they are sent", async () => {
    let yielded = 0;
    async function* readings(): AsyncGenerator<{ id: number }> {
      for (; yielded < 100_000; yielded++) yield await Promise.resolve({ id: yielded });
    }
    let most = 0;
    const summary = await client().sendBatch(readings(), {
      maxCount: 1000,
      concurrency: 2,
      onReceipt: () => { most = Math.max(most, yielded - 1000 * nexus.heard.length); },
    });

    assert.deepEqual(summary, { accepted: 100_000, duplicates: 0, rejected: 0 });
    assert.ok(most <= 3000, `${String(most)} messages were ahead`);
  });

  test("stop with the source's error, once those before it are taken", async () => {
    function* readings(): Generator<{ id: number }> {
      yield { id: 1 };
      throw new Error("the sensor is gone");
    }

    await assert.rejects(client().sendBatch(readings()), /the sensor is gone/);
  });

  test("before a bad one are taken, and the bad one is named", async () => {
    await assert.rejects(client().sendBatch([{ id: 1 }, { id: 2 }, { deep: [{ value: NaN }] }]), (error) => {
      assert.ok(error instanceof InvalidMessage);
      assert.deepEqual([error.errors[0]?.index, error.errors[0]?.path], [2, "deep[0].value"]);
      assert.equal(error.sent?.accepted, 2);
      return true;
    });
  });
});

describe("options", () => {
  test("that cannot be used are refused with what is wrong", () => {
    const good = { url: "http://127.0.0.1:8080", apiKey: "nxk_test" };
    const wrong: [Partial<ClientOptions>, RegExp][] = [
      [{ url: "nexus" }, /url is no URL/],
      [{ url: "ftp://nexus" }, /http/],
      [{ apiKey: "" }, /apiKey/],
      [{ encryption: { applicationId: "a", version: 1, secret: "short" } }, /secret must be the base64 of 32 bytes/],
      [{ encryption: { applicationId: "a", version: 0, secret: btoa("x".repeat(32)) } }, /version/],
    ];
    for (const [options, message] of wrong) {
      assert.throws(() => new Client({ ...good, ...options }), (error) => error instanceof ConfigurationError && message.test(error.message));
    }
  });

  test("of a call are checked before anything is sent", async () => {
    await assert.rejects(client().send({ id: 1 }, { key: "é" }), ConfigurationError);
    await assert.rejects(client().send([{ id: 1 }]), InvalidMessage);
    await assert.rejects(client().sendMany([], { maxCount: 20_000 }), ConfigurationError);
    const closed = client();
    await closed.close();
    await assert.rejects(closed.send({ id: 1 }), NexusError);
    assert.equal(nexus.heard.length, 0);
  });
});
