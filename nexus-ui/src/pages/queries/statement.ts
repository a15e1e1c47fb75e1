/** The parameters of a statement: its `:names`, found as the server finds them (`nexus.mapping.placeholders`). */
import type { Schemas } from "@/api/client";
import type { Snippet } from "@/components/CodeTabs";

export type Parameter = Schemas["ParameterDocument"];
export type ParameterType = NonNullable<Parameter["type"]>;

export const TYPES: readonly ParameterType[] = [
  "string",
  "integer",
  "decimal",
  "float",
  "boolean",
  "date",
  "time",
  "timestamp",
  "uuid",
  "json",
  "bytes",
];

/** Literals, quoted names, comments and casts, in which a colon means nothing; or a parameter. */
const PLACE = /'(?:[^']|'')*'|"[^"]*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|::|:(?<name>[A-Za-z_]\w*)/g;

export function placesOf(statement: string): string[] {
  const names = [...statement.matchAll(PLACE)].map((one) => one.groups?.name);
  return [...new Set(names.filter((one): one is string => one !== undefined))];
}

/** Returns the parameters that a statement has, each as it was described, or as a required text. */
export function parametersOf(statement: string, described: readonly Parameter[]): Parameter[] {
  const known = new Map(described.map((one) => [one.name, one]));
  return placesOf(statement).map((name) => known.get(name) ?? { name, type: "string", required: true });
}

/** What is typed for each parameter; what is left out and may be is not sent. */
export function valuesOf(parameters: readonly Parameter[], typed: Record<string, string>): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const one of parameters) {
    const text = typed[one.name] ?? "";
    if (text === "" && (one.required === false || one.type !== "string")) continue;
    given[one.name] = one.type === "json" ? parsed(text) : text;
  }
  return given;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // the server says what is wrong with it
  }
}

const EXAMPLES: Partial<Record<ParameterType, string>> = {
  integer: "7",
  decimal: "12.50",
  float: "1.5",
  boolean: "true",
  date: "2026-01-31",
  time: "12:00:00",
  timestamp: "2026-01-31T12:00:00Z",
  uuid: "01a209ef-660d-7561-86a6-651d604f81d5",
  json: '{"a":1}',
  bytes: "aGVsbG8=",
};

export function exampleOf(parameter: Parameter): string {
  return parameter.default != null ? String(parameter.default) : (EXAMPLES[parameter.type ?? "string"] ?? "text");
}

/** What one types to run a query from outside. */
export function snippetsOf(url: string, slug: string, parameters: readonly Parameter[]): Snippet[] {
  const words = new URLSearchParams(parameters.map((one) => [one.name, exampleOf(one)])).toString();
  const params = Object.fromEntries(parameters.map((one) => [one.name, exampleOf(one)]));
  const key = '  -H "X-API-Key: $NEXUS_API_KEY"';
  const body = JSON.stringify({ params }).replaceAll("'", "'\\''");
  return [
    { name: "A page", code: `curl "${url}/query/${slug}?${words && `${words}&`}page=1" \\\n${key}` },
    { name: "Parameters in the body", code: `curl "${url}/query/${slug}" \\\n${key} \\\n  --json '${body}'` },
    {
      name: "All rows, streamed",
      code: `curl -N "${url}/query/${slug}${words && `?${words}`}" \\\n${key} \\\n  -H "Accept: application/x-ndjson"`,
    },
  ];
}
