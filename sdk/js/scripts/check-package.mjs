/** What `npm pack` would publish: these files and no others, usable both ways from Node, small for browsers. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const LARGEST = 10_000;
const EXPECTED = [
  /^README\.md$/,
  /^package\.json$/,
  /^dist\/(index|node)\.(js|cjs|d\.ts|d\.cts)$/,
  /^dist\/browser\.js$/,
  /^dist\/(chunk|spool)-\w+\.(js|cjs|d\.ts|d\.cts)$/,
];
const CONSUMER = `
import { Client, type Message, InvalidMessage } from "nexus-sdk";
import { FileSpool } from "nexus-sdk/node";
interface Order { id: number }
const client = new Client({ url: "http://127.0.0.1", apiKey: "nxk_x", buffer: { spool: new FileSpool("spool") } });
export const send = async (order: Order): Promise<string> => (await client.send(order)).id;
export const message: Message = new InvalidMessage({ status: 422, type: "t", detail: "d", errors: [] });
`;

const folder = mkdtempSync(join(tmpdir(), "nexus-sdk-package-"));
try {
  const [packed] = JSON.parse(execFileSync("npm", ["pack", "--json", "--pack-destination", folder], { encoding: "utf8" }));
  const names = packed.files.map((file) => file.path);
  assert.deepEqual(names.filter((name) => !EXPECTED.some((pattern) => pattern.test(name))), [], "files that nobody asked for");
  for (const name of ["README.md", "dist/index.js", "dist/index.cjs", "dist/index.d.ts", "dist/node.js", "dist/browser.js"]) {
    assert.ok(names.includes(name), `${name} is missing`);
  }
  const manifest = JSON.parse(readFileSync("package.json", "utf8"));
  assert.equal(manifest.dependencies, undefined, "the SDK has no dependencies");

  const installed = join(folder, "node_modules", "nexus-sdk");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, packed.filename), "-C", installed, "--strip-components=1"]);
  const both = 'const { Client, ConfigurationError } = %; new Client({ url: "http://127.0.0.1", apiKey: "nxk_x" }); new ConfigurationError("");';
  const run = (...options) => execFileSync("node", options, { cwd: folder });
  run("--input-type=commonjs", "-e", `${both.replace("%", 'require("nexus-sdk")')} new (require("nexus-sdk/node").FileSpool)("s")`);
  run("--input-type=module", "-e", `${both.replace("%", 'await import("nexus-sdk")')} new (await import("nexus-sdk/node")).FileSpool("s")`);
  writeFileSync(join(folder, "consumer.mts"), CONSUMER);
  writeFileSync(join(folder, "consumer.cts"), CONSUMER);
  const options = ["--noEmit", "--strict", "--module", "node16", "--target", "es2022", "--lib", "es2022,dom"];
  execFileSync(join(process.cwd(), "node_modules", ".bin", "tsc"), [...options, "consumer.mts", "consumer.cts"], { cwd: folder, stdio: "inherit" });

  const size = gzipSync(readFileSync("dist/browser.js")).length;
  console.log(`nexus-sdk: ${names.length} files, ${packed.size} bytes packed; for browsers ${size} bytes compressed (at most ${LARGEST})`);
  assert.ok(size <= LARGEST, "the bundle for browsers has grown too large");
} finally {
  rmSync(folder, { recursive: true });
}
