/** The SDK in Chromium, on a page of another origin than Nexus's; prints what it found as JSON, one object. */

import { readFile } from "node:fs/promises";

import { emptyPage, ORIGIN, withBrowser } from "./pages.mjs";

const { NEXUS_URL, NEXUS_KEY } = process.env;
const vectors = JSON.parse(await readFile(new URL("../../../vectors/payload-encryption.json", import.meta.url), "utf8"));

await withBrowser(emptyPage, async (browser) => {
  const context = await browser.newContext();
  const found = { ...(await sendFromPage(context)), recovered: await leaveAndComeBack(context) };
  console.log(JSON.stringify(found));
});

/** Open a page and make a client in it: `window.client`, with `window.sdk` beside it. */
async function open(context, settings = {}) {
  const page = await context.newPage();
  await page.goto(ORIGIN);
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

async function sendFromPage(context) {
  const page = await open(context);
  const sealed = await page.evaluate(async (valid) => {
    const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return Promise.all(valid.map(({ application_id: applicationId, secret, plaintext, envelope }) =>
      new window.sdk.Sealer({ applicationId, secret, version: envelope.kid }).seal(plaintext, envelope.mid, bytes(envelope.iv))));
  }, vectors.valid);
  const one = await page.evaluate(() => window.client.send({ id: 1 }, { traceparent: window.sdk.newTraceparent() }));
  const fault = await page.evaluate(() => window.client.send({ id: "x" }).catch(({ name, errors }) => ({ name, errors })));
  const batch = await page.evaluate(() => {
    const orders = function* () { for (let id = 1000; id < 3000; id++) yield { id, email: `customer-${id}@example.com` }; };
    return window.client.sendBatch(orders(), { maxCount: 100 });
  });
  return { sealed, one, fault, batch };
}

async function leaveAndComeBack(context) {
  // A page that goes away at once: its buffer leaves with it.
  const leaving = await open(context, { intervalMs: 60_000 });
  await leaving.evaluate(async () => { for (let id = 10; id < 20; id++) await window.client.enqueue({ id }); });
  await leaving.goto("about:blank");
  await leaving.close();

  // A page whose network is cut: the next page finds its messages in IndexedDB.
  const cut = await open(context, { spool: "orders", intervalMs: 60_000 });
  await context.setOffline(true);
  await cut.evaluate(async () => { for (let id = 20; id < 30; id++) await window.client.enqueue({ id }); });
  await cut.close({ runBeforeUnload: false });
  await context.setOffline(false);
  const next = await open(context, { spool: "orders" });
  return next.evaluate(async () => {
    await window.client.enqueue({ id: 30 });
    await window.client.flush();
    return { buffered: window.client.buffered, left: await new window.sdk.IndexedDbSpool("orders").left() };
  });
}
