/**
 * The log as it grows. Lines of the stream are gathered and shown once a frame; while `isHeld`, they only are counted.
 * Components are drawn anew when something changed, not for each line.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import { client } from "@/api/client";
import { type StreamState, useStream } from "@/live/useStream";
import { type LogQuery, streamOf } from "./filter";
import { type Line, Tape } from "./tape";

const PAGE = 200;

export interface Log {
  rows: readonly Line[];
  /** Lines that came while it was held. */
  waiting: number;
  /** Lines that the stream left out, for it could not keep up; null if none. */
  missed: number | null;
  /** How far a search for a text has come, where it has not come to the end. */
  searchedTo: string | null;
  state: StreamState;
  isLoading: boolean;
  hasOlder: boolean;
  error: unknown;
  loadOlder: () => void;
  reload: () => void;
}

interface Told {
  version: number;
  missed: number | null;
  searchedTo: string | null;
  isLoading: boolean;
  error: unknown;
}

const START: Told = { version: 0, missed: null, searchedTo: null, isLoading: true, error: null };

export function useTape(query: LogQuery, isLive: boolean, isHeld: boolean): Log {
  const [told, setTold] = useState(START);
  const [round, setRound] = useState(0);
  const tape = useRef(new Tape());
  const busy = useRef(false);
  const held = useRef(isHeld);
  held.current = isHeld;

  const frame = useRef(0);
  const draw = useCallback(() => {
    frame.current ||= requestAnimationFrame(() => {
      frame.current = 0;
      if (!held.current) tape.current.flush();
      setTold((former) => ({ ...former, version: former.version + 1 }));
    });
  }, []);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what waited is shown as soon as it is held no more
  useEffect(draw, [isHeld, draw]);

  const state = useStream(isLive ? streamOf(query) : null, (event) => {
    const data = JSON.parse(event.data);
    if (event.event === "delivery") {
      tape.current.add(data as Line);
      draw();
    } else if (event.event === "missed") {
      setTold((former) => ({ ...former, missed: (former.missed ?? 0) + Number(data.count ?? 0) }));
    }
  });

  const read = useCallback(
    async (into: Tape, first: boolean) => {
      const older = into.older;
      if (!first && (busy.current || !older)) return;
      busy.current = true;
      const from = first || !older ? {} : "cursor" in older ? { cursor: older.cursor } : { until: older.before };
      setTold((former) => ({ ...former, isLoading: true, error: null }));
      let error: unknown = null;
      let searchedTo: string | null = null;
      try {
        const { data } = await client.GET("/api/v1/logs", { params: { query: { ...query, ...from, limit: PAGE } } });
        if (into !== tape.current) return;
        if (data && first) into.begin(data);
        else if (data) into.append(data);
        searchedTo = data?.searched_to ?? null;
      } catch (problem) {
        error = problem;
      } finally {
        if (into === tape.current) {
          busy.current = false;
          setTold((former) => ({ ...former, version: former.version + 1, isLoading: false, searchedTo, error }));
        }
      }
    },
    [query],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round begins anew, with the same filter
  useEffect(() => {
    tape.current = new Tape();
    setTold(START);
    void read(tape.current, true);
  }, [read, round]);

  // What came before the stream stood, or while it was away, is in the log.
  useEffect(() => {
    if (isLive && state === "live") void read(tape.current, true);
  }, [isLive, state, read]);

  return {
    ...told,
    rows: tape.current.rows,
    waiting: tape.current.waiting,
    state,
    hasOlder: tape.current.older !== null,
    loadOlder: useCallback(() => void read(tape.current, false), [read]),
    reload: useCallback(() => setRound((former) => former + 1), []),
  };
}
