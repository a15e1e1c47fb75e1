/** "3 min ago", with the exact time on a tooltip; goes on by itself. All of a page share one clock. */
import { Text, Tooltip } from "@mantine/core";
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let now = Date.now();
let ticking: number | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= window.setInterval(() => {
    now = Date.now();
    for (const one of listeners) one();
  }, 5000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(ticking);
    ticking = undefined;
  };
}

const STEPS: readonly [number, Intl.RelativeTimeFormatUnit][] = [
  [60, "second"],
  [3600, "minute"],
  [86_400, "hour"],
  [86_400 * 30, "day"],
  [86_400 * 365, "month"],
  [Infinity, "year"],
];
const words = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });

export function relative(moment: Date, to: number): string {
  const seconds = Math.round((moment.getTime() - to) / 1000);
  if (Math.abs(seconds) < 5) return "just now";
  let divisor = 1;
  for (const [limit, unit] of STEPS) {
    if (Math.abs(seconds) < limit) return words.format(Math.trunc(seconds / divisor), unit);
    divisor = limit;
  }
  return moment.toISOString();
}

export function exact(moment: Date): string {
  return moment.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

export function RelativeTime({ at, never = "never" }: { at: string | null | undefined; never?: string }) {
  const clock = useSyncExternalStore(subscribe, () => now);
  if (!at)
    return (
      <Text span c="dimmed" inherit>
        {never}
      </Text>
    );
  const moment = new Date(at);
  return (
    <Tooltip label={`${exact(moment)} · ${at}`}>
      <time dateTime={at}>{relative(moment, Math.max(clock, Date.now() - 5000))}</time>
    </Tooltip>
  );
}
