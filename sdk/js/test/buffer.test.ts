import assert from "node:assert/strict";
import { appendFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";

import { BufferFull, type BufferOptions, Client, type ClientOptions, ConfigurationError, NexusError, SpoolFailed } from "../src/index.js";
import { FileSpool } from "../src/node.js";
import { lost, type Nexus, problem, startNexus } from "./server.js";

let nexus: Nexus;
let folder: string;
beforeEach(async () => {
  nexus = await startNexus();
  folder = await mkdtemp(join(tmpdir(), "nexus-sdk-"));
});
afterEach(async () => {
  await nexus.close();
  await rm(folder, { recursive: true });
});

function client(buffer: BufferOptions = {}, options: Partial<ClientOptions> = {}): Client {
  return new Client({ url: nexus.url, apiKey: "nxk_test", retry: { attempts: 0, baseMs: 1, capMs: 5 }, buffer, ...options });
}

function bodies(): unknown[] {
  return nexus.heard.flatMap((each) => each.body as unknown[]);
}

async function enqueue(one: Client, first: number, last: number): Promise<void> {
  for (let id = first; id <= last; id++) await one.enqueue({ id });
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 5000; !condition(); await new Promise((resolve) => setTimeout(resolve, 5))) {
    assert.ok(Date.now() < end, `not within 5 s: ${what}`);
  }
}

describe("the buffer", () => {
  test("sends by itself, many together, in order", async () => {
    const one = client({ intervalMs: 10 });
    await enqueue(one, 1, 5);

    await until(() => one.buffered === 0, "all sent");

    assert.deepEqual(bodies(), [1, 2, 3, 4, 5].map((id) => ({ id })));
    assert.equal(nexus.heard.length, 1);
    await one.close();
  });

  test("sends a full batch at once", async () => {
    const one = client({ intervalMs: 60_000, batchCount: 2 });
    await enqueue(one, 1, 2);

    await until(() => nexus.heard.length === 1, "the full batch");
    assert.equal(await one.close(), 0);
  });

  test("keeps what is refused for now, tells of it, and sends the same batch again", async () => {
    const errors: unknown[] = [];
    nexus.script.push(lost, problem(401, "unknown-key"), problem(503, "store-away"));
    const one = client({ onError: (error) => errors.push(error) });
    await enqueue(one, 1, 3);

    await assert.rejects(one.flush());
    await enqueue(one, 4, 4);
    await until(() => one.buffered === 0, "all sent");

    assert.equal(errors.length, 3);
    const keys = nexus.heard.map((each) => each.headers["idempotency-key"]);
    assert.equal(new Set(keys.slice(0, 4)).size, 1);
    assert.deepEqual(nexus.heard.slice(3).map((each) => each.body), [[{ id: 1 }, { id: 2 }, { id: 3 }], [{ id: 4 }]]);
    await one.close();
  });

  test("is flushed for so long at most, and goes on", async () => {
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => { answer = resolve; });
    const one = client({}, { fetch: async (...request) => held.then(() => fetch(...request)) });
    await enqueue(one, 1, 2);

    await assert.rejects(one.flush(5), /not sent within 5 ms/);
    answer();
    await one.flush(10_000);
    assert.deepEqual(bodies(), [{ id: 1 }, { id: 2 }]);
    await one.close();
    await assert.rejects(one.flush(), /closed/);
  });

  test("whose spool cannot be written says so, and has not taken the message", async () => {
    const spool = { left: () => Promise.resolve([]), append: () => Promise.reject(new Error("ENOSPC: no space left on device")) };
    const one = client({ spool: Object.assign(new FileSpool(folder), spool) });

    await assert.rejects(one.enqueue({ id: 1 }), (error: NexusError) => {
      assert.ok(error instanceof SpoolFailed);
      assert.match(error.message, /ENOSPC.*Make room/);
      return true;
    });
    assert.equal(one.buffered, 0);
  });

  test("has a bound, beyond which it refuses", async () => {
    const one = client({ maxMessages: 2, intervalMs: 60_000 });
    await enqueue(one, 1, 2);

    await assert.rejects(one.enqueue({ id: 3 }), BufferFull);
    await one.flush();
    await one.enqueue({ id: 4 });
    await one.close();
    assert.deepEqual(bodies(), [{ id: 1 }, { id: 2 }, { id: 4 }]);
  });

  test("has a bound in bytes, and lets senders wait where they wish to", async () => {
    const one = client({ maxBytes: 40, whenFull: "wait", intervalMs: 5 });

    await enqueue(one, 1, 50);
    await one.close();

    assert.equal(bodies().length, 50);
    await assert.rejects(client({ maxBytes: 4, whenFull: "wait" }).enqueue({ id: "longer than all the room" }), BufferFull);
  });

  test("hands over what can never be taken, and goes on", async () => {
    const rejected: [string, string | undefined][] = [];
    nexus.script.push(() => ({
      status: 202,
      body: { accepted: 1, duplicates: 0, ids: ["a", null], rejected: 1, errors: [{ index: 1, path: "id", message: "no" }] },
    }), problem(422, "schema-violation", { errors: [{ index: 0, path: "x", message: "no" }] }), problem(413, "too-large"));
    const one = client({ batchCount: 2, onRejected: (text, faults) => rejected.push([text, faults[0]?.path]) });
    await enqueue(one, 1, 2);
    await one.flush();
    await enqueue(one, 3, 3);
    await one.flush();
    await enqueue(one, 4, 4);
    await one.flush();
    await one.close();

    assert.deepEqual(rejected.map(([text, path]) => [text, path]), [['{"id":2}', "id"], ['{"id":3}', "x"], ['{"id":4}', ""]]);
  });

  test("hands over the one message that is too large alone, and sends the others", async () => {
    const rejected: [string, number | undefined][] = [];
    nexus.script.push(...[4, 2, 1].map(() => problem(413, "too-large"))); // all four, the first two, the first
    const one = client({ onRejected: (text, faults) => rejected.push([text, faults[0]?.index]) });
    await enqueue(one, 1, 4);
    await one.flush();
    await one.close();

    assert.deepEqual(rejected, [['{"id":1}', 0]]);
    assert.deepEqual(nexus.heard.slice(3).map((each) => each.body), [[{ id: 2 }], [{ id: 3 }, { id: 4 }]]);
  });

  test("is sent at once when it is full", async () => {
    const one = client({ maxMessages: 2, whenFull: "wait", intervalMs: 600_000 });

    await enqueue(one, 1, 9);

    assert.ok(one.buffered <= 2);
    await one.close();
    assert.equal(bodies().length, 9);
  });

  test("goes on though its callbacks fail", async () => {
    nexus.script.push(problem(422, "schema-violation", { errors: [{ index: 0, path: "x", message: "no" }] }), problem(503, "busy"));
    const fail = (): never => {
      throw new Error("from a callback");
    };
    const one = client({ onRejected: fail, onError: fail, intervalMs: 5 });
    await enqueue(one, 1, 1);
    await one.flush();
    await enqueue(one, 2, 2);
    await until(() => one.buffered === 0, "the second message");

    assert.deepEqual(bodies(), [{ id: 1 }, { id: 2 }, { id: 2 }]);
    await one.close();
  });

  test("lets nobody wait for room for ever when it ends", async () => {
    await nexus.close();
    const one = client({ maxMessages: 1, whenFull: "wait" });
    await enqueue(one, 1, 1);
    const waiting = assert.rejects(one.enqueue({ id: 2 }), /closed/);

    await assert.rejects(one.close(50), NexusError);
    await waiting;
    nexus = await startNexus();
  });

  test("says at its end what it could not send", async () => {
    await nexus.close();
    const one = client();
    await enqueue(one, 1, 2);

    await assert.rejects(one.close(50), (error) => error instanceof NexusError && error.message.startsWith("2 messages"));
    await assert.rejects(one.enqueue({ id: 3 }), /closed/);
    nexus = await startNexus();
  });
});

describe("a spool of files", () => {
  test("outlives the process: the next sends the same batch under the same key", async () => {
    nexus.script.push(lost);
    const first = client({ spool: new FileSpool(folder) });
    await enqueue(first, 1, 3);
    await assert.rejects(first.flush());
    const left = await first.close(0);
    nexus.script.length = 0;

    const second = client({ spool: new FileSpool(folder) });
    await second.flush();
    await second.close();

    assert.equal(left, 3);
    const [one, two] = [nexus.heard[0], nexus.heard.at(-1)];
    assert.deepEqual(two?.body, [{ id: 1 }, { id: 2 }, { id: 3 }]);
    assert.equal(two.headers["idempotency-key"], one?.headers["idempotency-key"]);
    assert.deepEqual((await readdir(folder)).filter((name) => name.endsWith(".ndjson")), []);
  });

  test("writes messages that come together with one sync, in order", async () => {
    let appends = 0;
    const spool = new FileSpool(folder);
    const append = spool.append.bind(spool);
    spool.append = (batch, messages) => {
      appends += 1;
      return append(batch, messages);
    };
    const one = client({ spool, intervalMs: 60_000, batchCount: 1000 });

    await Promise.all(Array.from({ length: 200 }, (_, id) => one.enqueue({ id })));
    await one.close();

    assert.deepEqual(bodies(), Array.from({ length: 200 }, (_, id) => ({ id })));
    assert.ok(appends <= 3, `${String(appends)} writes`);
  });

  test("leaves out a line that a crash cut short, which was never promised", async () => {
    await writeFile(join(folder, "01a.ndjson"), '{"id":1}\n');
    await appendFile(join(folder, "01a.ndjson"), '{"id":2');
    const one = client({ spool: new FileSpool(folder) });

    await one.flush();
    await one.close();

    assert.deepEqual(bodies(), [{ id: 1 }]);
  });

  test("belongs to one user at a time", async () => {
    await writeFile(join(folder, "lock"), String(process.ppid));
    const stranger = client({ spool: new FileSpool(folder) });
    await assert.rejects(stranger.enqueue({ id: 1 }), (error) => error instanceof ConfigurationError && error.message.includes(String(process.ppid)));
    await rm(join(folder, "lock"));
    await stranger.enqueue({ id: 0 });
    await stranger.close();

    const one = client({ spool: new FileSpool(folder) });
    await one.enqueue({ id: 1 });
    await assert.rejects(client({ spool: new FileSpool(folder) }).enqueue({ id: 2 }), /this process uses the spool/);
    await one.close();
    const next = client({ spool: new FileSpool(folder) });
    await next.enqueue({ id: 3 });
    await next.close();

    assert.deepEqual(bodies(), [{ id: 0 }, { id: 1 }, { id: 3 }]);
  });

  for (const [whose, lock] of [
    ["that is gone", "999999999"],
    ["with our own number in an earlier life", String(process.pid)],
    ["whose number another one has by now", `${String(process.ppid)} 1`],
    ["that crashed while it wrote the lock", ""],
  ] as const) {
    test(`is free after a process ${whose}`, { skip: lock.includes(" ") && process.platform !== "linux" && "needs /proc" }, async () => {
      await writeFile(join(folder, "lock"), lock);
      const one = client({ spool: new FileSpool(folder) });

      await one.enqueue({ id: 1 });
      await one.close();

      assert.deepEqual(bodies(), [{ id: 1 }]);
    });
  }
});
