/** A page that keeps what is entered in IndexedDB until Nexus has it: offline, or closed at once, nothing is lost. */

import { Client, IndexedDbSpool } from "./nexus-sdk.js";

const settings = await (await fetch("settings.json")).json();
const status = document.querySelector("[role=status]");
const client = new Client({
  ...settings,
  buffer: {
    spool: new IndexedDbSpool("readings"),
    onError: () => show("Not sent yet; it will be tried again."),
    onRejected: (message, faults) => show(`Not taken: ${faults.map(({ path, message: why }) => `${path} ${why}`).join(", ")}`),
  },
});

function show(text) {
  status.textContent = text;
}

document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  await client.enqueue({ id: Number(form.get("id")), total: Number(form.get("total")) });
  event.target.reset();
  show("Kept.");
  await client.flush().then(() => show("Sent."), () => undefined);
});
