/** Workflows out of a text: a definition file, or one workflow; YAML, or JSON, which is YAML. */
import { isMap, parseDocument, type Scalar, visit } from "yaml";
import { parseExact } from "@/api/exact";
import { type Draft, wholeDraft } from "./draft";

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Numbers that a script would change (12.50) keep their digits. */
function exactly(node: Scalar): void {
  const { source, value } = node;
  if (typeof value === "number" && source !== undefined && NUMBER.test(source) && source !== String(value))
    node.value = parseExact(source);
}

/** Returns the workflows that a text names. */
export function workflowsIn(text: string): Draft[] {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new Error(error.message);
  if (!isMap(document.contents)) throw new Error("a definition file, or one workflow with its name, is needed");
  visit(document, { Scalar: (_, node) => exactly(node) });
  const found = document.toJS({ maxAliasCount: 100 }) as Record<string, unknown>;
  const all = "workflows" in found ? found.workflows : [found];
  if (!Array.isArray(all) || all.length === 0) throw new Error("workflows: it names none");
  return all.map((one, at) => {
    const draft = wholeDraft(one);
    if (typeof draft.name !== "string" || !draft.name) throw new Error(`workflows[${at}].name: it has no name`);
    return draft;
  });
}
