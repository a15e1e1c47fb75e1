/** Makes the types of the API from its OpenAPI document on standard input; with --check it only compares. */
import { readFileSync, writeFileSync } from "node:fs";
import { json } from "node:stream/consumers";
import openapiTS, { astToString } from "openapi-typescript";

const file = new URL("../src/api/schema.d.ts", import.meta.url);
const document = await json(process.stdin);
const made = `// Made by \`npm run client\` of what \`nexus openapi\` prints. Do not edit.\n\n${astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false }))}`;

if (!process.argv.includes("--check")) {
  writeFileSync(file, made);
} else if (readFileSync(file, "utf8") !== made) {
  console.error("src/api/schema.d.ts is not what the API is now: run nox -s ui_client");
  process.exit(1);
}
