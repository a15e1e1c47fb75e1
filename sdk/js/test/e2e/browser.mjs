/** The SDK in Chromium, on a page of another origin than Nexus's; prints what it found as JSON, one object. */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

import { chromium } from "playwright-core";

const { NEXUS_URL, NEXUS_KEY, PAGE_PORT, CHROMIUM = "/usr/bin/chromium" } = process.env;
const vectors = JSON.parse(await readFile(new URL("../../../vectors/payload-encryption.json", import.meta.url), "utf8"));
const script = await readFile(new URL("../../dist/browser.js", import.meta.url));

const pages = createServer((request, response) => {
  const isScript = request.url === "/nexus-sdk.js";
  response.writeHead(200, { "Content-Type": isScript ? "text/javascript" : "text/html" });
  response.end(isScript ? script : "<!doctype html><title>A shop</title>");
});
await new Promise((resolve) => pages.listen(Number(PAGE_PORT), "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${PAGE_PORT}`;
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
const context = await browser.newContext();

/** Open a page and make a client in it: `window.client`, with `window.sdk` beside it. */
async function open(settings = {}) {
  const page = await context.newPage();
  await page.goto(origin);
  await page.evaluate(async ([url, apiKey, { spool, ...buffer }]) => {
    window.sdk = await import("/nexus-sdk.js");
    window.errors = [];
    window.client = new window.sdk.Client({
      url,
      apiKey,
      timeoutMs: 5000,
      retry: { attempts: 100, baseMs: 20, capMs: 200 },
      buffer: { onError: (error) => window.errors.push(String(error)), ...buffer, ...(spool ? { spool: new window.sdk.IndexedDbSpool(spool) } : {}) },
    });
  }, [NEXUS_URL, NEXUS_KEY, settings]);
  return page;
}

const found = {};

const page = await open();
found.sealed = await page.evaluate(async (valid) => {
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return Promise.all(valid.map(({ application_id: applicationId, secret, plaintext, envelope }) =>
    new window.sdk.Sealer({ applicationId, secret, version: envelope.kid }).seal(plaintext, envelope.mid, bytes(envelope.iv))));
}, vectors.valid);
found.one = await page.evaluate(() => window.client.send({ id: 1 }, { traceparent: window.sdk.newTraceparent() }));
found.fault = await page.evaluate(() => window.client.send({ id: "x" }).catch(({ name, errors }) => ({ name, errors })));
found.batch = await page.evaluate(() => {
  console.log("begin");
  const orders = function* () { for (let id = 1000; id < 3000; id++) yield { id, email: `customer-${id}@example.com` }; };
  return window.client.sendBatch(orders(), { maxCount: 100 });
});

// A page that goes away at once: its buffer leaves with it.
const leaving = await open({ intervalMs: 60_000 });
await leaving.evaluate(async () => { for (let id = 10; id < 20; id++) await window.client.enqueue({ id }); });
await leaving.goto("about:blank");
await leaving.close();

// A page whose messages cannot be sent, since its network is cut: the next page finds them in IndexedDB.
const cut = await open({ spool: "orders", intervalMs: 60_000 });
await context.setOffline(true);
await cut.evaluate(async () => { for (let id = 20; id < 30; id++) await window.client.enqueue({ id }); });
await cut.close({ runBeforeUnload: false });
await context.setOffline(false);
const next = await open({ spool: "orders" });
found.recovered = await next.evaluate(async () => {
  await window.client.enqueue({ id: 30 });
  await window.client.flush();
  return { buffered: window.client.buffered, left: await new window.sdk.IndexedDbSpool("orders").left() };
});

console.log(JSON.stringify(found));
await browser.close();
pages.close();
