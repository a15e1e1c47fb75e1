/** The last seconds of the workspace as they pass, from `/api/v1/metrics/stream`; of the pipelines of one workflow, too. */
import { useState } from "react";
import type { Schemas } from "@/api/client";
import type { ServerEvent } from "./events";
import { type StreamState, useStream } from "./useStream";

interface Before {
  lag: number;
  pending: number;
  scheduled: number;
}

interface WorkflowTick {
  accepted: number;
  delivered: number;
  failed: number;
  dead: number;
  lag: number;
  waiting: number;
}

export interface PipelineTick {
  delivered: number;
  failed: number;
  dead: number;
  filtered: number;
  before: Before;
  circuit: string;
}

export interface Tick {
  at: string;
  totals: Schemas["Counted"];
  before: Before;
  /** Those where something happened, or something waits. */
  workflows: Record<string, WorkflowTick>;
  /** Those of the workflow that was asked for. */
  pipelines: Record<string, PipelineTick>;
  open_circuits: number;
  dead_letters: number;
}

export const KEPT_SECONDS = 120;

/** A rate is of the last seconds: that of one alone would jump about. */
export const RATE_SECONDS = 10;

/** Returns how often something is a second, lately. */
export function perSecond(ticks: readonly Tick[], of: (tick: Tick) => number): number {
  const recent = ticks.slice(-RATE_SECONDS);
  return recent.reduce((sum, one) => sum + of(one), 0) / Math.max(1, recent.length);
}

/**
 * Returns the ticks of the last two minutes, oldest first, and how the stream is doing. They name the pipelines of
 * `workflow`; null is one that is not saved yet: nothing is listened to.
 */
export function useTicks(workflow?: string | null): { ticks: readonly Tick[]; state: StreamState } {
  const [ticks, setTicks] = useState<readonly Tick[]>([]);
  const take = (event: ServerEvent) => {
    if (event.event !== "tick") return;
    const tick = JSON.parse(event.data) as Tick;
    setTicks((former) => [...former.slice(1 - KEPT_SECONDS), tick]);
  };
  const asked = workflow ? `?${new URLSearchParams({ workflow })}` : "";
  const state = useStream(workflow === null ? null : `/api/v1/metrics/stream${asked}`, take);
  return { ticks, state };
}
