// The peer: Fastify + ioredis with auto-pipelining. One XADD per request, answered when it was applied; no key, no
// validation, no deduplication: it does less than Nexus on purpose.
import Fastify from "fastify";
import { Redis } from "ioredis";

const [port, store] = process.argv.slice(2);
const redis = new Redis(store, { enableAutoPipelining: true });
const app = Fastify({ bodyLimit: 10 * 1024 * 1024 });

// The body as it came: what is stored is the JSON text, as in Nexus; parsing it proves that it is JSON.
app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
  try {
    JSON.parse(body);
    done(null, body);
  } catch (error) {
    error.statusCode = 400;
    done(error);
  }
});

app.post("/ingress", async (request, reply) => {
  const id = await redis.xadd("nexus:workflow:{peer}", "*", "p", request.body);
  reply.code(202);
  return { accepted: 1, ids: [id] };
});

await app.listen({ host: "127.0.0.1", port: Number(port) });
console.log("ready");

process.on("SIGTERM", async () => {
  await app.close();
  redis.disconnect();
});
