/**
 * JSON of messages, read without losing anything: a number that JavaScript would change (10000000000000000000001, 12.50)
 * keeps its digits through `JSON.stringify`. Browsers without `JSON.rawJSON` (before 2025) read it as any script does.
 */
interface Source {
  source?: string;
}

interface ExactJson {
  parse(text: string, reviver: (name: string, value: unknown, source?: Source) => unknown): unknown;
  rawJSON?: (text: string) => unknown;
}

const exact = JSON as unknown as ExactJson;

export function parseExact(text: string): unknown {
  const { rawJSON } = exact;
  if (!rawJSON) return JSON.parse(text);
  return exact.parse(text, (_, value, about) =>
    typeof value === "number" && about?.source !== undefined && about.source !== String(value)
      ? rawJSON(about.source)
      : value,
  );
}
