/** What is sent to run a run again, made of what a person edited. */
import type { Schemas } from "@/api/client";
import { parseExact } from "@/api/exact";
import { faultOf } from "@/components/editor/json";
import { MASK } from "@/components/jsonTokens";

type Body = Schemas["RerunDocument"];

export interface Edited {
  /** The step to begin with. */
  step: string;
  payload: string;
  /** Outputs of the steps before, by name. */
  outputs: Record<string, string>;
}

function pretty(value: unknown): string {
  return JSON.stringify(value ?? null, null, 2);
}

/** Returns the steps that ran before one, the nearest first: their outputs are what it works on. */
export function stepsBefore(step: string, detail: Schemas["RunDetailView"]): Schemas["StepRunView"][] {
  const at = detail.steps.findIndex((one) => one.name === step);
  return detail.steps.slice(0, at < 0 ? detail.steps.length : at).reverse();
}

export function unedited(step: string, detail: Schemas["RunDetailView"]): Edited {
  const outputs = Object.fromEntries(stepsBefore(step, detail).map((one) => [one.name, pretty(one.output)]));
  return { step, payload: pretty(detail.payload), outputs };
}

/** Returns why a text cannot be sent, or null. */
export function faultIn(text: string): string | null {
  if (text.includes(MASK)) return `Runs do not keep what is masked: put the value in the place of ${MASK}.`;
  return faultOf(text);
}

/** Sends only what was edited: the rest is that of the run. */
export function bodyOf(edited: Edited, detail: Schemas["RunDetailView"], first: string | undefined): Body {
  const own = unedited(edited.step, detail);
  const steps = Object.entries(edited.outputs).filter(([name, text]) => text !== own.outputs[name]);
  const body: Body = { steps: Object.fromEntries(steps.map(([name, text]) => [name, parseExact(text)])) };
  if (edited.step !== first) body.step = edited.step;
  if (edited.payload !== own.payload) body.payload = parseExact(edited.payload);
  return body;
}
