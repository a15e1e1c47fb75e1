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

/** The workflow as it is being edited, and which of its pipelines is mapped. */
export interface Context {
  definition: Schemas["WorkflowDocument"] | Schemas["WorkflowView"];
  index: number;
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

function definitionOf({ definition, index }: Context, rules: readonly Rule[]): Schemas["WorkflowDocument"] {
  const pipelines = (definition.pipelines ?? []).map((one, i) => (i === index ? { ...one, mappings: rules } : one));
  return { ...definition, pipelines } as Schemas["WorkflowDocument"];
}

async function ask(context: Context, { rules, sample }: Asked, signal: AbortSignal) {
  const name = context.definition.pipelines?.[context.index]?.name ?? "";
  const body = {
    samples: [sample?.payload],
    definition: definitionOf(context, rules),
    pipelines: [name],
    message: sample?.about,
  };
  const { data } = await client.POST("/api/v1/workflows/preview", { body, parseAs: "text", signal });
  return { rules, found: parseExact(data ?? "null") as Schemas["WorkflowPreview"] };
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
    const pipeline = isAsked ? answer.data?.found.samples[0]?.pipelines.find((one) => one.index === index) : undefined;
    const isOfNow = asked === now && !answer.isPlaceholderData;
    const tried = isOfNow ? rules : (answer.data?.rules ?? []);
    const pairs = (pipeline?.fields ?? []).flatMap((one) => {
      const rule = tried[one.index];
      return rule ? [[rule, one] as const] : [];
    });
    return {
      tried: new Map(pairs),
      faults: isAsked ? (answer.data?.found.faults ?? []) : [],
      status: pipeline?.status ?? "",
      error: pipeline?.error ?? "",
      failure: isAsked ? answer.error : null,
      isPending: isAsked && (answer.isFetching || asked !== now),
    };
  }, [answer.data, answer.error, answer.isFetching, answer.isPlaceholderData, asked, now, index, rules, sample]);
}
