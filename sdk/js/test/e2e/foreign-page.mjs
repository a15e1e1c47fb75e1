/** A page whose origin Nexus does not know tries to send; prints what its script is told. */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

import { chromium } from "playwright-core";

const { NEXUS_URL, NEXUS_KEY, PAGE_PORT, CHROMIUM = "/usr/bin/chromium" } = process.env;
const script = await readFile(new URL("../../dist/browser.js", import.meta.url));
const pages = createServer((request, response) => {
  const isScript = request.url === "/nexus-sdk.js";
  response.writeHead(200, { "Content-Type": isScript ? "text/javascript" : "text/html" });
  response.end(isScript ? script : "<!doctype html><title>Elsewhere</title>");
});
await new Promise((resolve) => pages.listen(Number(PAGE_PORT), "127.0.0.1", resolve));
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${PAGE_PORT}`);
const found = await page.evaluate(async ([url, apiKey]) => {
  const { Client } = await import("/nexus-sdk.js");
  const client = new Client({ url, apiKey, retry: false });
  return client.send({ id: 1 }).catch(({ name, message }) => ({ name, message }));
}, [NEXUS_URL, NEXUS_KEY]);
console.log(JSON.stringify(found));
await browser.close();
pages.close();
