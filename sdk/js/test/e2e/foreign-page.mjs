/** A page whose origin Nexus does not know tries to send; prints what its script is told. */

import { emptyPage, ORIGIN, withBrowser } from "./pages.mjs";

const { NEXUS_URL, NEXUS_KEY } = process.env;

await withBrowser(emptyPage, async (browser) => {
  const page = await browser.newPage();
  await page.goto(ORIGIN);
  const told = await page.evaluate(async ([url, apiKey]) => {
    const { Client } = await import("/nexus-sdk.js");
    const client = new Client({ url, apiKey, retry: false });
    return client.send({ id: 1 }).catch(({ name, message }) => ({ name, message }));
  }, [NEXUS_URL, NEXUS_KEY]);
  console.log(JSON.stringify(told));
});
