/** The last seconds of the workspace as they pass, from `/api/v1/metrics/stream`. */
import { useState } from "react";
import type { Schemas } from "@/api/client";
import type { ServerEvent } from "./events";
import { type StreamState, useStream } from "./useStream";

interface Before {
  lag: number;
  pending: number;
  scheduled: number;
}

export interface Tick {
  at: string;
  totals: Schemas["Counted"];
  before: Before;
  workflows: Record<string, { accepted: number; delivered: number; failed: number; dead: number; lag: number }>;
  open_circuits: number;
  dead_letters: number;
}

export const KEPT_SECONDS = 120;

/** Returns the ticks of the last two minutes, oldest first, and how the stream is doing. */
export function useTicks(): { ticks: readonly Tick[]; state: StreamState } {
  const [ticks, setTicks] = useState<readonly Tick[]>([]);
  const take = (event: ServerEvent) => {
    if (event.event !== "tick") return;
    const tick = JSON.parse(event.data) as Tick;
    setTicks((former) => [...former.slice(1 - KEPT_SECONDS), tick]);
  };
  const state = useStream("/api/v1/metrics/stream", take);
  return { ticks, state };
}
