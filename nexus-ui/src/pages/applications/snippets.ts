/** What to type to send a message: an example that fits the app's fields, in three languages. */
import type { Schemas } from "@/api/client";
import type { Snippet } from "@/components/CodeTabs";

type Field = Schemas["FieldDocument"];

const EXAMPLES: Record<string, unknown> = {
  string: "text",
  integer: 1,
  decimal: "12.50",
  float: 1.5,
  boolean: true,
  date: "2026-01-31",
  time: "12:00:00",
  timestamp: "2026-01-31T12:00:00Z",
  uuid: "01a209ef-660d-7561-86a6-651d604f81d5",
  bytes: "aGVsbG8=",
  object: {},
  array: [],
  json: {},
  any: "anything",
};

function exampleOf(field: Field): unknown {
  if (field.enum?.length) return field.enum[0];
  if (typeof field.min === "number" && ["integer", "float"].includes(field.type ?? "any"))
    return Math.max(field.min, 1);
  return EXAMPLES[field.type ?? "any"];
}

type Json = Record<string, unknown>;

function put(place: Json, path: readonly string[], value: unknown): void {
  const [step, ...rest] = path;
  if (step === undefined) return;
  const isList = step.endsWith("[]");
  const name = isList ? step.slice(0, -2) : step;
  if (rest.length === 0) {
    if (!(name in place) || typeof place[name] !== "object") place[name] = isList ? [value] : value;
    return;
  }
  if (isList) {
    const list = Array.isArray(place[name]) ? (place[name] as Json[]) : [{}];
    place[name] = list;
    const first = list[0] ?? {};
    list[0] = first;
    put(first, rest, value);
  } else {
    if (typeof place[name] !== "object" || place[name] === null || Array.isArray(place[name])) place[name] = {};
    put(place[name] as Json, rest, value);
  }
}

/** Returns a message that has all fields of the schema. */
export function exampleMessage(fields: readonly Field[]): Json {
  const message: Json = {};
  for (const field of fields) put(message, field.name.split("."), exampleOf(field));
  return fields.length ? message : { id: 1, text: "hello" };
}

/** Returns a value as Python writes it; `indent` is that of the line it stands in. */
function pythonOf(value: unknown, indent: number): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = " ".repeat(indent + 4);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const items = Array.isArray(value)
    ? value.map((one) => pythonOf(one, indent + 4))
    : Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${pythonOf(one, indent + 4)}`);
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join("")}${" ".repeat(indent)}${close}`;
}

export function snippetsOf(url: string, key: string, message: Json): Snippet[] {
  const line = JSON.stringify(message);
  const pretty = JSON.stringify(message, null, 2);
  const indented = (by: string) => pretty.replaceAll("\n", `\n${by}`);
  return [
    {
      name: "curl",
      code: `curl ${url}/ingress \\\n  -H "X-API-Key: ${key}" \\\n  --json '${line.replaceAll("'", "'\\''")}'`,
    },
    {
      name: "Python",
      code: `# pip install nexus-sdk\nfrom nexus_sdk import NexusClient\n\nwith NexusClient("${url}", api_key="${key}") as client:\n    receipt = client.send(${pythonOf(message, 4)})\n    print(receipt.id)  # it is on stable storage`,
    },
    {
      name: "JavaScript",
      code: `// npm install nexus-sdk\nimport { Client } from "nexus-sdk";\n\nconst client = new Client({ url: "${url}", apiKey: "${key}" });\nconst { id } = await client.send(${indented("")});\nconsole.log(id); // it is on stable storage`,
    },
  ];
}
