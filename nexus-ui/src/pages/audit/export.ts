/** The audit log as a file that spreadsheets read. */
import type { Schemas } from "@/api/client";

type Entry = Schemas["AuditView"];

const COLUMNS = [
  "number",
  "at",
  "category",
  "action",
  "actor",
  "address",
  "target",
  "workspace_id",
  "details",
  "digest",
] as const;

function cell(value: unknown): string {
  const text = value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  // A spreadsheet takes what begins like this for a formula, and runs it.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export function csvOf(entries: readonly Entry[]): string {
  const lines = entries.map((one) => COLUMNS.map((name) => cell(one[name])).join(","));
  return `${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}
