/** What of the log is wanted: kept in the URL, sent to the log and to its stream in the same words. */

import type { Schemas } from "@/api/client";
import type { UrlState } from "@/components/useUrlState";

export type Status = Schemas["Status"];
export const STATUSES: readonly Status[] = ["delivered", "filtered", "retrying", "dead"];

export const SPANS: Record<string, { label: string; seconds: number }> = {
  "15m": { label: "Last 15 minutes", seconds: 900 },
  "1h": { label: "Last hour", seconds: 3600 },
  "24h": { label: "Last 24 hours", seconds: 86_400 },
  "7d": { label: "Last 7 days", seconds: 604_800 },
};

export interface LogQuery {
  workflow?: string;
  pipeline?: string;
  application?: string;
  status?: Status[];
  message_id?: string;
  text?: string;
  since?: string;
  until?: string;
}

const MESSAGE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function statusesOf(text: string | undefined): Status[] {
  const given = (text ?? "").split(",");
  return STATUSES.filter((one) => given.includes(one));
}

function moment(text: string | undefined): string | undefined {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** Reads the URL; `now` is what spans end at. */
export function queryOf(search: UrlState, now: number): LogQuery {
  const q = (search.q ?? "").trim();
  const statuses = statusesOf(search.status);
  const span = SPANS[search.span ?? ""];
  const query: LogQuery = {
    workflow: search.workflow,
    pipeline: search.workflow && search.pipeline,
    application: search.application,
    status: statuses.length ? statuses : undefined,
    message_id: MESSAGE_ID.test(q) ? q.toLowerCase() : undefined,
    text: q && !MESSAGE_ID.test(q) ? q.slice(0, 200) : undefined,
    since: span ? new Date(now - span.seconds * 1000).toISOString() : moment(search.since),
    until: span ? undefined : moment(search.until),
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value)) as LogQuery;
}

/** Returns the address of the stream of these lines. */
export function streamOf(query: LogQuery): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value]) words.append(name, one);
  const text = words.toString();
  return `/api/v1/logs/stream${text ? `?${text}` : ""}`;
}

export function isFiltered(search: UrlState): boolean {
  return ["workflow", "application", "status", "q", "span", "since", "until"].some((one) => search[one]);
}
