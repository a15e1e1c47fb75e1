/** Values as people read and write them. */

/** Returns a value in one line: texts as they are, all else as JSON. */
export function shownValue(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

export type ValueKind = "text" | "number" | "boolean" | "null" | "json";

export function kindOfValue(value: unknown): ValueKind {
  if (value === null) return "null";
  if (typeof value === "string" || value === undefined) return "text";
  if (typeof value === "boolean") return "boolean";
  return /^-?\d/.test(JSON.stringify(value)) ? "number" : "json";
}

/** Returns the value that a text stands for, or undefined if it stands for none of its kind. */
export function valueFrom(text: string, kind: ValueKind, parse: (text: string) => unknown = JSON.parse): unknown {
  if (kind === "text") return text;
  if (kind === "null") return null;
  if (kind === "boolean") return text === "true";
  try {
    const value = parse(text);
    return kind === "number" && kindOfValue(value) !== "number" ? undefined : value;
  } catch {
    return undefined;
  }
}
