/** A workflow as it is being drawn, and what is done to it. Every function returns a new draft. */

import { client, type Schemas } from "@/api/client";
import { parseExact } from "@/api/exact";

export type Workflow = Schemas["WorkflowView"];
export type Source = { application?: string | null; connection?: string | null; subscription?: string | null };

export interface Pipeline {
  /** Of the pipeline as it is saved. */
  id?: string | null;
  name: string;
  destination: string;
  operation: string;
  target: string;
  key: string[];
  mappings: Record<string, unknown>[];
  condition: string | null;
  ordered_by: string | null;
  ledger: boolean;
  partial: boolean;
  options: Record<string, unknown>;
  enabled: boolean;
  max_retries: number | null;
}

/** Beside these stand its type's own settings. */
export interface Step extends Record<string, unknown> {
  name: string;
  type: string;
  next?: string | null;
  on_error?: "stop" | "skip" | "retry" | "goto";
  goto?: string | null;
  max_retries?: number | null;
  for_each?: string | null;
}

export interface Draft {
  name: string;
  description: string;
  mode: "fan_out" | "sequential";
  enabled: boolean;
  sources: Source[];
  pipelines: Pipeline[];
  steps: Step[];
  retention_hours: number;
  max_retries: number;
  retry_base: number;
  retry_cap: number;
  timeout: number | null;
  result: Record<string, unknown> | null;
  schedule: string | null;
  timezone: string;
  missed_runs: "skip" | "once" | "all";
}

export const END = "end";

/** Its numbers keep their digits: all of it is sent back. */
export async function workflowOf(workflow_id: string): Promise<Workflow> {
  const params = { path: { workflow_id } };
  const { data } = await client.GET("/api/v1/workflows/{workflow_id}", { params, parseAs: "text" });
  return parseExact(data ?? "null") as Workflow;
}

/** Digits that a number of JavaScript keeps for certain. */
const SHORT = 15;

/** Numbers as forms take them. Those of mapping rules keep their digits: 12.50 is not 12.5 there. */
function withNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value !== "object" || value === null) return value;
  const { rawJSON } = value as { rawJSON?: string };
  if (rawJSON !== undefined && Object.isFrozen(value)) {
    return rawJSON.replace(/\D/g, "").length <= SHORT ? Number(rawJSON) : value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === "mappings" ? one : withNumbers(one)]),
  );
}

export function draftOf(workflow: Workflow): Draft {
  const { id, version, faults, notes, pipelines, ...rest } = workflow;
  return withNumbers({
    ...(rest as unknown as Draft),
    pipelines: pipelines.map(({ guarantee, broken, ...one }) => one as unknown as Pipeline),
  }) as Draft;
}

export function documentOf(draft: Draft): Schemas["WorkflowDocument"] {
  return draft as unknown as Schemas["WorkflowDocument"];
}

export const NEW: Draft = {
  name: "",
  description: "",
  mode: "fan_out",
  enabled: true,
  sources: [],
  pipelines: [],
  steps: [],
  retention_hours: 168,
  max_retries: 10,
  retry_base: 1,
  retry_cap: 3600,
  timeout: null,
  result: null,
  schedule: null,
  timezone: "UTC",
  missed_runs: "skip",
};

const NEW_PIPELINE: Pipeline = {
  name: "",
  destination: "",
  operation: "insert",
  target: "",
  key: [],
  mappings: [],
  condition: null,
  ordered_by: null,
  ledger: false,
  partial: false,
  options: {},
  enabled: true,
  max_retries: null,
};

function listOf(document: Record<string, unknown>, key: string): Record<string, unknown>[] {
  const found = document[key] ?? [];
  const isList = Array.isArray(found) && found.every((one) => typeof one === "object" && one !== null);
  if (!isList) throw new Error(`${key}: a list of objects is needed`);
  return found as Record<string, unknown>[];
}

/** Returns a draft with all that a document leaves out; what it is wrong in beyond that, the API says. */
export function wholeDraft(document: unknown): Draft {
  if (typeof document !== "object" || document === null || Array.isArray(document))
    throw new Error("an object is needed: one workflow, with its name");
  const given = document as Record<string, unknown>;
  const pipelines = listOf(given, "pipelines").map((one) => ({ ...NEW_PIPELINE, ...one }));
  return { ...NEW, ...given, sources: listOf(given, "sources"), steps: listOf(given, "steps"), pipelines } as Draft;
}

/** Returns a copy of a workflow under a name of its own. It is disabled: both would deliver the same messages. */
export function copyOf(workflow: Workflow, taken: readonly string[]): Draft {
  const draft = draftOf(workflow);
  const pipelines = draft.pipelines.map(({ id, ...one }) => one);
  return { ...draft, name: freeName(`${draft.name}-copy`, taken), enabled: false, pipelines };
}

/** Returns what is still to be chosen, by its place: of a template that was begun without all of its connections. */
export function unchosenIn(draft: Draft): Record<string, string> {
  return Object.fromEntries(
    draft.pipelines.flatMap((one, at) =>
      one.destination ? [] : [[`pipelines[${at}].destination`, "choose a destination"]],
    ),
  );
}

/** Returns a name that no other has: `orders`, `orders-2`, … */
export function freeName(wanted: string, taken: readonly string[], between = "-"): string {
  let name = wanted;
  for (let number = 2; taken.includes(name); number++) name = `${wanted}${between}${number}`;
  return name;
}

/** Adds a source once; a connection may stand there again, for another of its subscriptions. */
export function withSource(draft: Draft, source: Source): Draft {
  const nameOf = (one: Source) => JSON.stringify([one.application ?? "", one.connection ?? "", one.subscription ?? ""]);
  const isThere = draft.sources.some((one) => nameOf(one) === nameOf(source));
  return isThere ? draft : { ...draft, sources: [...draft.sources, source] };
}

export function withoutSource(draft: Draft, index: number): Draft {
  return { ...draft, sources: draft.sources.filter((_, at) => at !== index) };
}

export function withPipeline(
  draft: Draft,
  destination: string,
  operation: string,
  mappings: Pipeline["mappings"] = [],
): Draft {
  const name = freeName(
    `to-${destination}`,
    draft.pipelines.map((one) => one.name),
  );
  const made: Pipeline = { ...NEW_PIPELINE, name, destination, operation, mappings };
  return { ...draft, pipelines: [...draft.pipelines, made] };
}

export function changedPipeline(draft: Draft, index: number, changes: Partial<Pipeline>): Draft {
  return { ...draft, pipelines: draft.pipelines.map((one, at) => (at === index ? { ...one, ...changes } : one)) };
}

export function withoutPipeline(draft: Draft, index: number): Draft {
  return { ...draft, pipelines: draft.pipelines.filter((_, at) => at !== index) };
}

/** Puts a new step after another one, or at the end. */
export function withStep(draft: Draft, type: string, after?: string): { draft: Draft; name: string } {
  const name = freeName(
    type,
    draft.steps.map((one) => one.name),
    "_",
  );
  const at = after === undefined ? draft.steps.length : draft.steps.findIndex((one) => one.name === after) + 1;
  const steps = [...draft.steps.slice(0, at), { name, type }, ...draft.steps.slice(at)];
  return { draft: { ...draft, steps }, name };
}

/** Takes a step out; whatever led to it leads on by itself. */
export function withoutStep(draft: Draft, name: string, branches: Branches): Draft {
  const kept = draft.steps.filter((one) => one.name !== name);
  return { ...draft, steps: kept.map((one) => led(one, branches, (to) => (to === name ? null : to))) };
}

export function movedStep(draft: Draft, name: string, by: -1 | 1): Draft {
  const steps = [...draft.steps];
  const at = steps.findIndex((one) => one.name === name);
  const other = at + by;
  const [mine, theirs] = [steps[at], steps[other]];
  if (!mine || !theirs) return draft;
  steps[at] = theirs;
  steps[other] = mine;
  return { ...draft, steps };
}

/** Changes a step; where its name changes, whatever names it follows. */
export function changedStep(draft: Draft, name: string, changed: Step, branches: Branches): Draft {
  const steps = draft.steps.map((one) => (one.name === name ? changed : one));
  if (changed.name === name) return { ...draft, steps };
  return { ...draft, steps: steps.map((one) => led(one, branches, (to) => (to === name ? changed.name : to))) };
}

/** Which settings of a type name steps. */
export type Branches = (type: string) => readonly string[];

function led(step: Step, branches: Branches, follow: (to: string) => string | null): Step {
  const led: Step = { ...step };
  for (const key of ["next", "goto", ...branches(step.type)]) {
    const to = led[key];
    if (typeof to !== "string") continue;
    const now = follow(to);
    if (now === null) delete led[key];
    else led[key] = now;
  }
  if (led.on_error === "goto" && !led.goto) led.on_error = "stop";
  return led;
}
