/** How settings of applications are called. */
import type { Schemas } from "@/api/client";

type Dedup = Schemas["Dedup"];

const DEDUPS: Record<Dedup, string> = { off: "Not recognised", message_id: "Message id", content: "Equal content" };

export function dedupTitle(dedup: Dedup): string {
  return DEDUPS[dedup];
}

export const DEDUP_CHOICES = Object.entries(DEDUPS).map(([value, label]) => ({ value, label }));

export const FIELD_TYPES = [
  "any",
  "string",
  "integer",
  "decimal",
  "float",
  "boolean",
  "date",
  "time",
  "timestamp",
  "json",
  "uuid",
  "bytes",
  "object",
  "array",
] as const satisfies readonly NonNullable<Schemas["FieldDocument"]["type"]>[];
