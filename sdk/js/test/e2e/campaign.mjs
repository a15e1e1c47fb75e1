/** Sends numbered orders to the Nexus of the environment, telling each acknowledgement; the tests break things meanwhile. */

import { Client } from "../../dist/index.js";
import { FileSpool } from "../../dist/node.js";

const { NEXUS_URL, NEXUS_KEY, SPOOL, COUNT = "4000", WAY = "batch", ENCRYPTION } = process.env;
const count = Number(COUNT);
const client = new Client({
  url: NEXUS_URL,
  apiKey: NEXUS_KEY,
  timeoutMs: 5000,
  retry: { attempts: 200, baseMs: 20, capMs: 200 },
  ...(ENCRYPTION ? { encryption: JSON.parse(ENCRYPTION) } : {}),
  buffer: { batchCount: 20, intervalMs: 5, maxMessages: 200, whenFull: "wait", ...(SPOOL ? { spool: new FileSpool(SPOOL) } : {}) },
});

async function* orders() {
  for (let id = 0; id < count; id++) yield { id, email: `customer-${id}@example.com` };
}

if (WAY === "batch") {
  let acknowledged = 0;
  const summary = await client.sendBatch(orders(), {
    maxCount: 20,
    onReceipt: ({ ids }) => console.log(`acknowledged ${(acknowledged += ids.length)}`),
  });
  console.log(JSON.stringify(summary));
} else {
  for await (const order of orders()) {
    await client.enqueue(order);
    if (order.id % 20 === 19) console.log(`acknowledged ${order.id + 1}`);
  }
}
await client.close(60_000);
