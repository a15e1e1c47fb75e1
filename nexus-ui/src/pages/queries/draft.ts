/** A query as it is edited. */
import type { Schemas } from "@/api/client";
import { parametersOf } from "./statement";

export type Document = Schemas["QueryDocument"];
export type Query = Schemas["QueryView"];

export const EMPTY: Document = { slug: "", connection: "", statement: "", parameters: [], applications: [] };

export function documentOf({ id, version, ...document }: Query): Document {
  return document as Document;
}

/** Returns what is saved: parameters that the statement does not have any more are left out. */
export function saved(draft: Document): Document {
  return { ...draft, parameters: parametersOf(draft.statement, draft.parameters ?? []) };
}

/** Makes the last part of the address out of a title. */
export function slugOf(title: string): string {
  return title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 100);
}
