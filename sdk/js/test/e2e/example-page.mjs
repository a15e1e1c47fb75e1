/** Fills in the form of the example's page, and tells what the page then says. */

import { pathToFileURL } from "node:url";

import { ORIGIN, withBrowser } from "./pages.mjs";

const folder = pathToFileURL(`${process.env.FOLDER}/`);

await withBrowser((name) => new URL(name, folder), async (browser) => {
  const page = await browser.newPage();
  await page.goto(ORIGIN, { waitUntil: "networkidle" });
  const said = [];
  for (const id of ["41", "42"]) {
    await page.getByLabel("Number").fill(id);
    await page.getByLabel("Total").fill("12.5");
    await page.getByRole("button", { name: "Send" }).click();
    // The form is emptied when the message is kept: what was said of the one before is gone then.
    await page.waitForFunction(() => document.querySelector("input[name=id]").value === "", undefined, { timeout: 20_000 });
    await page.getByRole("status").filter({ hasText: "Sent." }).waitFor({ timeout: 20_000 });
    said.push(await page.getByRole("status").textContent());
  }
  console.log(JSON.stringify(said));
});
