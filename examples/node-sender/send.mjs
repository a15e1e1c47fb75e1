/**
 * Sends what comes on standard input, one JSON object a line, to Nexus or to an agent:
 *
 *     NEXUS_URL=http://127.0.0.1:8080 NEXUS_KEY=nxk_… node send.mjs < orders.ndjson
 *
 * With IMPORT=a-name, a run that was interrupted may be repeated: what had been taken is not taken again.
 */

import { createInterface } from "node:readline";

import { Client, NexusError } from "nexus-sdk";

const client = new Client({ url: process.env.NEXUS_URL ?? "http://127.0.0.1:8080", apiKey: process.env.NEXUS_KEY ?? "" });

async function* messages() {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim()) yield JSON.parse(line);
  }
}

try {
  const options = process.env.IMPORT ? { key: process.env.IMPORT } : {};
  const { accepted, duplicates } = await client.sendBatch(messages(), options);
  console.log(`${accepted} taken, ${duplicates} had been taken before`);
} catch (error) {
  if (!(error instanceof NexusError)) throw error;
  console.error(`${error.sent?.accepted ?? 0} taken, then: ${error.message}`);
  process.exitCode = 1;
}
