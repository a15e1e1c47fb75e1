/** Fails if the JavaScript of the first load, compressed by gzip, is more than the budget. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET = 300 * 1024;
/** What a person meets first: the shell, the log-in, the overview. */
const FIRST = ["index.html", "src/auth/LoginPage.tsx", "src/pages/overview/OverviewPage.tsx"];

const folder = new URL("../src/nexus_ui/static/", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8"));
const byFile = new Map();

function add(key) {
  const chunk = manifest[key] ?? manifest[Object.keys(manifest).find((one) => manifest[one].src === key)];
  if (!chunk) {
    console.error(`${key} is not in the build: correct FIRST in scripts/budget.mjs`);
    process.exit(1);
  }
  if (byFile.has(chunk.file)) return;
  byFile.set(chunk.file, gzipSync(readFileSync(join(folder, chunk.file)), { level: 9 }).length);
  for (const next of chunk.imports ?? []) add(next);
}

FIRST.forEach(add);
const total = [...byFile.values()].reduce((sum, one) => sum + one, 0);
for (const [file, size] of [...byFile].sort((a, b) => b[1] - a[1]))
  console.log(`${(size / 1024).toFixed(1).padStart(8)} KB  ${file}`);
console.log(`${(total / 1024).toFixed(1).padStart(8)} KB  JavaScript of the first load, of ${BUDGET / 1024} KB`);
if (total > BUDGET) {
  console.error("That is more than the budget: load what is heavy with the page that needs it.");
  process.exit(1);
}
