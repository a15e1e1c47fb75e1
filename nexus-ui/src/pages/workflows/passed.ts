/** The last message that went along one edge of the picture, and what it was before and after. */
import { client, type Schemas } from "@/api/client";
import { Problem } from "@/api/problem";
import { traceOf } from "../logs/trace";
import { END as RUN_END, takenWays } from "../runs/graph";
import { runOf } from "../runs/run";
import { END, type Workflow } from "./draft";
import { type GraphEdge, nameOfSource } from "./graph";

export interface Passed {
  message_id: string;
  /** Of the attempt, or of the run. */
  status: string;
  at: string;
  /** Why it failed; else empty. */
  reason: string;
  /** Each with a title. */
  values: { title: string; value: unknown }[];
  /** The run that it was, of a workflow of steps. */
  isRun: boolean;
  /** What is not shown, and why. */
  missing?: string;
}

/** Runs that are looked through for one that went this way. */
export const LOOKED_THROUGH = 10;

const GONE = "Its payload is not kept any more: the retention of the workflow is over.";

/** Returns the last one, or null if none is known. */
export async function lastAlong(edge: GraphEdge, workflow: Workflow, signal: AbortSignal): Promise<Passed | null> {
  const [kind, rest = ""] = edge.source.split(/:(.*)/s);
  if (kind === "source") return lastFrom(nameOfSource(workflow.sources[Number(rest)] ?? {}), workflow, signal);
  if (kind === "stream") return lastInto(edge.target, workflow, signal);
  return lastBetween(rest, edge.target, workflow, signal);
}

async function lineOf(workflow: Workflow, more: { application?: string; pipeline?: string }, signal: AbortSignal) {
  const query = { workflow: workflow.id, limit: 1, ...more };
  const { data } = await client.GET("/api/v1/logs", { params: { query }, signal });
  return data?.items[0];
}

async function lifeOf(line: Schemas["LogLine"], signal: AbortSignal) {
  try {
    return await traceOf(line.message_id, signal);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null; // forgotten meanwhile
    throw error;
  }
}

async function lastFrom(application: string, workflow: Workflow, signal: AbortSignal): Promise<Passed | null> {
  const line = application ? await lineOf(workflow, { application }, signal) : undefined;
  if (!line) return null;
  const life = await lifeOf(line, signal);
  const isKept = life?.payload_retained;
  return {
    message_id: line.message_id,
    status: "accepted",
    at: line.received_at,
    reason: "",
    values: isKept ? [{ title: "Payload", value: life.payload }] : [],
    isRun: false,
    missing: isKept ? undefined : GONE,
  };
}

async function lastInto(target: string, workflow: Workflow, signal: AbortSignal): Promise<Passed | null> {
  const pipeline = workflow.pipelines[Number(target.slice("pipeline:".length))]?.id;
  const line = pipeline ? await lineOf(workflow, { pipeline }, signal) : undefined;
  if (!line) return null;
  const life = await lifeOf(line, signal);
  const way = life?.deliveries.find((one) => one.workflow_id === workflow.id && one.pipeline_id === pipeline);
  const isKept = life?.payload_retained;
  const values = isKept ? [{ title: "Payload", value: life.payload }] : [];
  if (isKept && way && way.mapped !== null) values.push({ title: "What goes out", value: way.mapped });
  return {
    message_id: line.message_id,
    status: line.status,
    at: line.finished_at,
    reason: line.reason || (way?.mapping_error ?? ""),
    values,
    isRun: false,
    missing: isKept ? undefined : GONE,
  };
}

async function lastBetween(
  from: string,
  target: string,
  workflow: Workflow,
  signal: AbortSignal,
): Promise<Passed | null> {
  const to = target === END ? RUN_END : target.slice("step:".length);
  const params = { path: { workflow_id: workflow.id }, query: { limit: LOOKED_THROUGH } };
  const { data } = await client.GET("/api/v1/workflows/{workflow_id}/runs", { params, signal });
  for (const run of data?.items ?? []) {
    const { steps } = await runOf(run.id, workflow.id, signal);
    if (!takenWays(steps, run.status === "finished").has(`${from} → ${to}`)) continue;
    const [before, after] = [steps.find((one) => one.name === from), steps.find((one) => one.name === to)];
    return {
      message_id: run.id,
      status: run.status,
      at: run.updated_at,
      reason: before?.error ?? "",
      values: [
        { title: `What ${from} gave`, value: before?.output },
        ...(after ? [{ title: `What ${to} got`, value: after.input }] : []),
      ],
      isRun: true,
    };
  }
  return null;
}
