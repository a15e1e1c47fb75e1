/** What the rules make of a sample, asked of the server a moment after the last change. */
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { client, type Schemas } from "@/api/client";
import { parseExact } from "@/api/exact";
import type { Fault } from "@/api/problem";
import { useMembership } from "@/auth/workspace";
import type { Rule } from "./rules";
import type { Sample } from "./useSamples";

export type Tried = Schemas["TriedFieldView"];

/** The workflow as it is being edited, and which of its pipelines, or of its steps, is mapped. */
export interface Context {
  definition: Schemas["WorkflowDocument"] | Schemas["WorkflowView"];
  index: number;
  /** Whether `index` is that of a step. */
  isStep?: boolean;
}

export interface Preview {
  /** By rule: those that were changed since have none yet. */
  tried: ReadonlyMap<Rule, Tried>;
  faults: readonly Fault[];
  status: string;
  /** What is wrong with the sample as a whole. */
  error: string;
  failure: unknown;
  isPending: boolean;
}

const PAUSE_MS = 300;

interface Asked {
  rules: readonly Rule[];
  sample: Sample | undefined;
}

function definitionOf({ definition, index, isStep }: Context, rules: readonly Rule[]): Schemas["WorkflowDocument"] {
  if (isStep) {
    const steps = (definition.steps ?? []).map((one, i) => (i === index ? { ...one, mappings: rules } : one));
    return { ...definition, steps } as Schemas["WorkflowDocument"];
  }
  const pipelines = (definition.pipelines ?? []).map((one, i) => (i === index ? { ...one, mappings: rules } : one));
  return { ...definition, pipelines } as Schemas["WorkflowDocument"];
}

async function ask(context: Context, { rules, sample }: Asked, signal: AbortSignal) {
  const name = context.definition.pipelines?.[context.index]?.name ?? "";
  const body = {
    samples: [sample?.payload],
    definition: definitionOf(context, rules),
    pipelines: context.isStep ? [] : [name],
    message: sample?.about,
  };
  const { data } = await client.POST("/api/v1/workflows/preview", { body, parseAs: "text", signal });
  return { rules, found: parseExact(data ?? "null") as Schemas["WorkflowPreview"] };
}

/** What a step yields for each of its rules, as far as it can be tried: one that reaches outside is not. */
export function yieldedBy(found: Schemas["WorkflowPreview"], context: Context, rules: readonly Rule[]) {
  const name = context.definition.steps?.[context.index]?.name;
  const step = found.samples[0]?.steps.find((one) => one.name === name);
  const hasRun = step?.status === "ran" && typeof step.output === "object" && step.output !== null;
  const fields = rules.flatMap((rule, index): Tried[] => {
    const value = hasRun ? valueAt(step.output, rule.target) : undefined;
    const path = rule.source ?? rule.expression ?? "";
    if (!hasRun) return [];
    return [
      { index, path, target: rule.target, value: value ?? null, skipped: value === undefined, found: "", error: null },
    ];
  });
  const status = step?.status ?? "";
  return { fields, status: status === "ran" ? "mapped" : status, error: step?.error ?? "" };
}

function valueAt(output: unknown, target: string): unknown {
  if (target === "$") return output;
  return target.split(".").reduce((at, part) => (at as Record<string, unknown> | null | undefined)?.[part], output);
}

/** Faults of the definition that are of what is mapped: a step is not drawn where those of others can be seen. */
function mine(faults: readonly Fault[], { isStep, index }: Context): readonly Fault[] {
  return isStep ? faults.filter((one) => one.path.startsWith(`steps[${index}].mappings`)) : faults;
}

export function usePreview(context: Context, rules: readonly Rule[], sample: Sample | undefined): Preview {
  const workspace = useMembership()?.workspace_id;
  const now = useMemo(() => ({ rules, sample }), [rules, sample]);
  const [asked] = useDebouncedValue(now, PAUSE_MS);
  const { index } = context;
  const around = useMemo(() => JSON.stringify(definitionOf(context, [])), [context]);
  const answer = useQuery({
    queryKey: ["mapper-preview", workspace, index, around, asked],
    queryKeyHashFn: ([, ...key]) => JSON.stringify(key),
    queryFn: ({ signal }) => ask(context, asked, signal),
    enabled: asked.sample !== undefined && asked.rules.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return useMemo(() => {
    const isAsked = rules.length > 0 && sample !== undefined;
    const isOfNow = asked === now && !answer.isPlaceholderData;
    const tried = isOfNow ? rules : (answer.data?.rules ?? []);
    const found = isAsked ? answer.data?.found : undefined;
    const pipeline = context.isStep
      ? found && yieldedBy(found, context, tried)
      : found?.samples[0]?.pipelines.find((one) => one.index === context.index);
    const pairs = (pipeline?.fields ?? []).flatMap((one) => {
      const rule = tried[one.index];
      return rule ? [[rule, one] as const] : [];
    });
    return {
      tried: new Map(pairs),
      faults: mine(found?.faults ?? [], context),
      status: pipeline?.status ?? "",
      error: pipeline?.error ?? "",
      failure: isAsked ? answer.error : null,
      isPending: isAsked && (answer.isFetching || asked !== now),
    };
  }, [answer.data, answer.error, answer.isFetching, answer.isPlaceholderData, asked, now, context, rules, sample]);
}
