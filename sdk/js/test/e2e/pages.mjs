/** Pages on a port of this machine, and Debian's Chromium to open them with. */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

import { chromium } from "playwright-core";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json" };
const { PAGE_PORT, CHROMIUM = "/usr/bin/chromium" } = process.env;

/** The built SDK, as a page loads it. */
export const SDK = new URL("../../dist/browser.js", import.meta.url);

export const ORIGIN = `http://127.0.0.1:${PAGE_PORT}`;

/** Serve files by their names, run with a browser, and end both. */
export async function withBrowser(files, run) {
  const pages = createServer(async ({ url }, response) => {
    const name = url === "/" ? "index.html" : url.slice(1);
    const found = files(name);
    const content = found instanceof URL ? await readFile(found).catch(() => undefined) : found;
    response.writeHead(content === undefined ? 404 : 200, { "Content-Type": TYPES[extname(name)] ?? "text/plain" });
    response.end(content);
  });
  await new Promise((resolve) => pages.listen(Number(PAGE_PORT), "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    return await run(browser);
  } finally {
    await browser.close();
    pages.close();
  }
}

/** Files of a page that holds nothing but the SDK. */
export function emptyPage(name) {
  return { "index.html": "<!doctype html><title>A shop</title>", "nexus-sdk.js": SDK }[name];
}
