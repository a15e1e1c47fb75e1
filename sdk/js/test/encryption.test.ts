import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { fromBase64 } from "../src/base64.js";
import { Client, type Envelope, Sealer } from "../src/index.js";
import { startNexus } from "./server.js";

interface Vector {
  readonly name: string;
  readonly application_id: string;
  readonly secret: string;
  readonly plaintext: string;
  readonly envelope: Envelope;
}

const file = new URL("../../vectors/payload-encryption.json", import.meta.url);
const { valid } = JSON.parse(readFileSync(file, "utf8")) as { valid: Vector[] };

for (const { name, application_id: applicationId, secret, plaintext, envelope } of valid) {
  test(`${name} is sealed as by everyone else`, async () => {
    const sealer = new Sealer({ applicationId, secret, version: envelope.kid });

    assert.deepEqual(await sealer.seal(plaintext, envelope.mid, fromBase64(envelope.iv)), envelope);
  });
}

test("what leaves is sealed, and each message has an id and a nonce of its own", async () => {
  const nexus = await startNexus();
  const [vector] = valid;
  assert.ok(vector !== undefined);
  const { application_id: applicationId, secret } = vector;
  const client = new Client({ url: nexus.url, apiKey: "nxk_test", encryption: { applicationId, secret, version: 1 } });

  await client.sendMany([{ canary: "visible" }, { canary: "visible" }]);
  await client.enqueue({ canary: "visible" });
  await client.close();
  await nexus.close();

  const sent = nexus.heard.flatMap((each) => each.body as Envelope[]);
  assert.equal(sent.length, 3);
  assert.deepEqual(sent.map(({ v, kid }) => ({ v, kid })), Array(3).fill({ v: 1, kid: 1 }));
  assert.equal(new Set(sent.map((each) => each.mid)).size, 3);
  assert.equal(new Set(sent.map((each) => each.iv)).size, 3);
  assert.ok(!JSON.stringify(sent).includes("visible"));
});

test("the same call under the same key seals messages under the same ids, so that each is taken once", async () => {
  const nexus = await startNexus();
  const [vector] = valid;
  assert.ok(vector !== undefined);
  const { application_id: applicationId, secret } = vector;
  const client = new Client({ url: nexus.url, apiKey: "nxk_test", encryption: { applicationId, secret, version: 1 } });

  for (let run = 0; run < 2; run++) await client.sendBatch([{ id: 1 }, { id: 2 }, { id: 3 }], { key: "import-7", maxCount: 2 });
  await client.send({ id: 4 }, { key: "one" });
  await client.close();
  await nexus.close();

  const mids = nexus.heard.flatMap((each) => each.body as Envelope | Envelope[]).map((each) => each.mid);
  const once = ["import-7/0", "import-7/1", "import-7/2"];
  assert.deepEqual(mids, [...once, ...once, "one/0"]);
});
