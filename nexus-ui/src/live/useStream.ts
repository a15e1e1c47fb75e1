/**
 * Listens to server-sent events of the API. `EventSource` cannot send the access token, so the stream is read by `fetch`.
 * A stream that breaks is opened again, with `Last-Event-ID`; one that is silent for long counts as broken.
 */
import { useEffect, useRef, useState } from "react";
import { signedFetch } from "@/api/client";
import { Problem } from "@/api/problem";
import { EventParser, type ServerEvent } from "./events";

export type StreamState = "connecting" | "live" | "away" | "refused";

const SILENCE_MS = 20_000;
const LONGEST_PAUSE_MS = 15_000;

export async function read(
  url: string,
  lastId: string,
  signal: AbortSignal,
  take: (one: ServerEvent) => void,
  opened: () => void,
) {
  const headers: Record<string, string> = { Accept: "text/event-stream" };
  if (lastId) headers["Last-Event-ID"] = lastId;
  const broken = new AbortController();
  const either = AbortSignal.any([signal, broken.signal]);
  const response = await signedFetch(new Request(new URL(url, window.location.origin), { headers, signal: either }));
  opened();
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventParser();
  let silent = window.setTimeout(() => broken.abort(), SILENCE_MS);
  try {
    while (reader) {
      const { done, value } = await reader.read();
      if (done) return;
      window.clearTimeout(silent);
      silent = window.setTimeout(() => broken.abort(), SILENCE_MS);
      for (const one of parser.feed(value)) take(one);
    }
  } finally {
    window.clearTimeout(silent);
  }
}

export function pauseOf(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures) * (0.75 + Math.random() / 2);
}

/** Calls `onEvent` for each event of `url` while the component is shown; `url` null listens to nothing. */
export function useStream(url: string | null, onEvent: (event: ServerEvent) => void): StreamState {
  const [state, setState] = useState<StreamState>("connecting");
  const handler = useRef(onEvent);
  handler.current = onEvent;

  useEffect(() => {
    if (url === null) return;
    const stop = new AbortController();
    let failures = 0;
    let lastId = "";
    const take = (one: ServerEvent) => {
      lastId = one.id;
      handler.current(one);
    };
    const opened = () => {
      failures = 0;
      setState("live");
    };
    const listen = async () => {
      while (!stop.signal.aborted) {
        try {
          await read(url, lastId, stop.signal, take, opened);
        } catch (error) {
          if (error instanceof Problem && [401, 403, 404, 422].includes(error.status)) return setState("refused");
        }
        if (stop.signal.aborted) return;
        setState("away");
        await new Promise((resume) => window.setTimeout(resume, pauseOf(failures++)));
      }
    };
    setState("connecting");
    void listen();
    return () => stop.abort();
  }, [url]);

  return state;
}
