// The other half of the peer: reads the stream in batches and upserts them into PostgreSQL with one statement each, then
// acknowledges. No mapping, no log, no retries: what a hand-written consumer does at the least.
import { Redis } from "ioredis";
import pg from "pg";

const [store, database] = process.argv.slice(2);
const redis = new Redis(store);
const client = new pg.Client({ connectionString: database });
await client.connect();

const STREAM = "nexus:workflow:{peer}";
const COLUMNS = {
  id: "bigint", email: "text", customer: "text", total: "numeric", currency: "text", quantity: "integer",
  active: "boolean", created_at: "timestamptz",
};
const names = Object.keys(COLUMNS);
const arrays = Object.values(COLUMNS).map((type, at) => `$${at + 1}::${type}[]`);
const updates = names.slice(1).map((name) => `${name} = excluded.${name}`);
const INSERT = {
  name: "upsert",
  text: `INSERT INTO orders (${names}) SELECT * FROM unnest(${arrays}) ON CONFLICT (id) DO UPDATE SET ${updates}`,
};

await redis.xgroup("CREATE", STREAM, "peer", "0", "MKSTREAM").catch(() => {});
console.log("ready");
let running = true;
process.on("SIGTERM", () => { running = false; });

while (running) {
  const read = await redis.xreadgroup("GROUP", "peer", "one", "COUNT", 500, "BLOCK", 200, "STREAMS", STREAM, ">");
  if (!read) continue;
  const entries = read[0][1];
  const orders = entries.map(([, fields]) => JSON.parse(fields[1]));
  const rows = orders.map((one) => [
    one.id, one.customer.email, one.customer.name, one.total, one.currency, one.quantity, one.active, one.created_at,
  ]);
  await client.query({ ...INSERT, values: names.map((_, at) => rows.map((row) => row[at])) });
  await redis.xack(STREAM, "peer", ...entries.map(([id]) => id));
}
await client.end();
redis.disconnect();
