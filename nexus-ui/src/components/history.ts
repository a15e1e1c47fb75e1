/** What was, what is, and what was undone. Changes of one thing that follow each other within a moment are one. */
import { useCallback, useState } from "react";

export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
  /** When it was changed last. */
  at: number;
}

/** Whether two lists differ in one and the same element alone, as they do while something is typed. */
function isTyping<T>(former: T, now: T): boolean {
  if (!Array.isArray(former) || !Array.isArray(now) || former.length !== now.length) return false;
  return former.filter((one, i) => one !== now[i]).length === 1;
}

const TOGETHER_MS = 600;
const MOST = 200;

export function started<T>(now: T): History<T> {
  return { past: [], now, future: [], at: 0 };
}

export function changed<T>(history: History<T>, now: T, at: number): History<T> {
  const isSoon = history.past.length > 0 && history.future.length === 0 && at - history.at < TOGETHER_MS;
  const isSame = isSoon && isTyping(history.past.at(-1), now) && isTyping(history.now, now);
  const past = isSame ? history.past : [...history.past, history.now].slice(-MOST);
  return { past, now, future: [], at };
}

export function undone<T>(history: History<T>): History<T> {
  const now = history.past.at(-1);
  if (now === undefined) return history;
  return { past: history.past.slice(0, -1), now, future: [history.now, ...history.future], at: 0 };
}

export function redone<T>(history: History<T>): History<T> {
  const [now, ...future] = history.future;
  if (now === undefined) return history;
  return { past: [...history.past, history.now], now, future, at: 0 };
}

export function useHistory<T>(first: T) {
  const [history, setHistory] = useState(() => started(first));
  return {
    now: history.now,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    change: useCallback((now: T) => setHistory((former) => changed(former, now, Date.now())), []),
    undo: useCallback(() => setHistory(undone), []),
    redo: useCallback(() => setHistory(redone), []),
    restart: useCallback((now: T) => setHistory(started(now)), []),
  };
}
