import { duration } from "@/components/numbers";
import type { Tone } from "@/components/StatusBadge";

/** The statuses of runs; what a person calls them. */
export const RUN_STATUSES: Record<string, { label: string; tone: Tone; hint: string }> = {
  accepted: { label: "accepted", tone: "info", hint: "No worker has begun it." },
  waiting: { label: "waiting", tone: "warn", hint: "For a delay to be over, or for the next attempt of a step." },
  finished: { label: "finished", tone: "good", hint: "It came to its end." },
  failed: { label: "failed", tone: "bad", hint: "It is a dead letter, and waits for a person." },
  cancelled: { label: "cancelled", tone: "idle", hint: "A person ended it." },
};

export const STEP_TONES: Record<string, Tone> = { done: "good", skipped: "warn", failed: "bad" };

export function hasEnded(status: string): boolean {
  return ["finished", "failed", "cancelled"].includes(status);
}

/** Where in the time of a run a step lies, in parts of a hundred, wide enough to be seen. */
export function barOf(
  step: { started_at: string; duration_ms: number },
  run: { started_at: string; duration_ms: number },
): { left: number; width: number } {
  const whole = Math.max(run.duration_ms, 1);
  const begin = Math.max(0, Date.parse(step.started_at) - Date.parse(run.started_at));
  const left = Math.min(98, (100 * begin) / whole);
  return { left, width: Math.min(100 - left, Math.max(2, (100 * step.duration_ms) / whole)) };
}

/** The time of a run, which is measured in whole milliseconds. */
export function tookOf(ms: number): string {
  return ms < 1 ? "< 1 ms" : duration(Math.round(ms)).replace(".0 ms", " ms");
}
