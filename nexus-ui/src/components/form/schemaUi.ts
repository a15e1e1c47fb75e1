/** How a form looks follows from its JSON Schema: `x-group`, `x-advanced`, `x-secret`, `x-multiline`, `x-placeholder`. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";

export interface FieldHints {
  "x-group"?: string;
  "x-advanced"?: boolean;
  "x-secret"?: boolean;
  "x-multiline"?: boolean;
  "x-placeholder"?: string;
}

export type HintedSchema = RJSFSchema & FieldHints;

/** What stands in the place of secrets that are stored; sent back as it is, the secret stays. */
export const MASK = "********";

function isSchema(one: unknown): one is HintedSchema {
  return typeof one === "object" && one !== null;
}

/** What is meant where nothing is given: a number, or a text. */
function usual({ default: value }: HintedSchema): string | undefined {
  return typeof value === "number" || typeof value === "string" ? String(value) : undefined;
}

function ofField(schema: HintedSchema): UiSchema {
  const ui: UiSchema = {};
  if (schema.const !== undefined) ui["ui:widget"] = "hidden";
  else if (schema["x-secret"]) ui["ui:widget"] = schema["x-multiline"] ? "textarea" : "password";
  else if (schema["x-multiline"]) ui["ui:widget"] = "textarea";
  const placeholder = schema["x-placeholder"] ?? usual(schema);
  if (placeholder) ui["ui:placeholder"] = placeholder;
  if (schema.type === "array" && isSchema(schema.items)) ui.items = { ...uiOf(schema.items), "ui:label": false };
  return { ...uiOf(schema), ...ui };
}

/** Returns the uiSchema of a schema, of its branches too. */
export function uiOf(schema: HintedSchema): UiSchema {
  const branches = (schema.oneOf ?? schema.anyOf ?? []).filter(isSchema);
  const properties = Object.assign({}, ...branches.map((one) => one.properties ?? {}), schema.properties ?? {});
  return Object.fromEntries(
    Object.entries(properties)
      .filter((entry): entry is [string, HintedSchema] => isSchema(entry[1]))
      .map(([name, one]) => [name, ofField(one)]),
  );
}

export interface Group<T> {
  name: string;
  plain: T[];
  advanced: T[];
}

/** Sorts fields into their groups, in the order in which groups first appear; those without one come first. */
export function grouped<T extends { name: string }>(fields: readonly T[], schema: HintedSchema): Group<T>[] {
  const groups = new Map<string, Group<T>>([["", { name: "", plain: [], advanced: [] }]]);
  for (const field of fields) {
    const about = schema.properties?.[field.name] as HintedSchema | undefined;
    const name = about?.["x-group"] ?? "";
    const group = groups.get(name) ?? { name, plain: [], advanced: [] };
    groups.set(name, group);
    (about?.["x-advanced"] ? group.advanced : group.plain).push(field);
  }
  return [...groups.values()].filter((one) => one.plain.length + one.advanced.length > 0);
}
