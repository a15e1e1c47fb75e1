/** Fills in the form of the example's page, and tells what the page then says. */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";

import { chromium } from "playwright-core";

const { FOLDER, PAGE_PORT, CHROMIUM = "/usr/bin/chromium" } = process.env;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json" };
const pages = createServer(async ({ url }, response) => {
  const name = url === "/" ? "index.html" : url.slice(1);
  const content = await readFile(join(FOLDER, name)).catch(() => undefined);
  response.writeHead(content ? 200 : 404, { "Content-Type": TYPES[extname(name)] ?? "text/plain" });
  response.end(content);
});
await new Promise((resolve) => pages.listen(Number(PAGE_PORT), "127.0.0.1", resolve));
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${PAGE_PORT}/`, { waitUntil: "networkidle" });
const said = [];
for (const [id, expected] of [["41", "Sent."], ["42", "Sent."]]) {
  await page.getByLabel("Number").fill(id);
  await page.getByLabel("Total").fill("12.5");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("status").filter({ hasText: expected }).waitFor({ timeout: 20_000 });
  said.push(await page.getByRole("status").textContent());
}
console.log(JSON.stringify(said));
await browser.close();
pages.close();
