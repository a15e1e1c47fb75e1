/** Lays a .br and a .gz beside every file of the build that becomes smaller by it; the API sends those. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = new URL("../src/nexus_ui/static/", import.meta.url).pathname;
const texts = /\.(js|css|svg|json|map)$/;

for (const entry of readdirSync(folder, { recursive: true })) {
  const file = join(folder, entry);
  if (!texts.test(file)) continue;
  const bytes = readFileSync(file);
  if (bytes.length < 1024) continue;
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }));
}
