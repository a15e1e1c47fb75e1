/** What is known of the messages of a call that failed. */

import type { Receipt } from "./answer.js";
import type { Chunk } from "./chunks.js";
import type { Summary } from "./errors.js";

/** Messages that follow one another, by their index in the call, both ends included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** What is known of the messages of a call that failed, by their index in it. */
export interface Fate {
  /** On stable storage; with `partial` all but those that their receipt names as rejected. */
  readonly acknowledged: readonly Span[];
  /** Surely not taken, though they were tried. */
  readonly notTaken: readonly Span[];
  /** May have been taken or not; the same call with the same key is harmless. */
  readonly unknown: readonly Span[];
  /** From this index on nothing was sent. */
  readonly unsentFrom: number;
}

/** What became of a chunk: of its parts that were acknowledged, and of the one that was not. */
export interface Outcome {
  readonly chunk: Chunk;
  readonly receipts: readonly { readonly offset: number; readonly receipt: Receipt }[];
  /** What stood in the way of another part; after it nothing of the chunk was sent. */
  readonly failed?: { readonly part: Chunk; readonly error: unknown; readonly isUnknown: boolean } | undefined;
}

/** What is known of the messages of one call. Messages that follow one another take no more room than one. */
export class Ledger {
  readonly #acknowledged: Span[] = [];
  readonly #notTaken: Span[] = [];
  readonly #unknown: Span[] = [];
  readonly #counts = { accepted: 0, duplicates: 0, rejected: 0 };
  #begun = 0;

  /** Messages are about to be sent. */
  begin({ offset, texts }: Chunk): void {
    this.#begun = offset + texts.length;
  }

  /** Write down what became of a chunk. */
  settle({ chunk, receipts, failed }: Outcome): void {
    for (const { offset, receipt } of receipts) {
      extend(this.#acknowledged, offset, offset + receipt.ids.length);
      for (const name of ["accepted", "duplicates", "rejected"] as const) this.#counts[name] += receipt[name];
    }
    if (failed === undefined) return;
    const end = failed.part.offset + failed.part.texts.length;
    extend(failed.isUnknown ? this.#unknown : this.#notTaken, failed.part.offset, end);
    extend(this.#notTaken, end, chunk.offset + chunk.texts.length);
  }

  summary(): Summary {
    return { ...this.#counts };
  }

  fate(): Fate {
    const [acknowledged, notTaken, unknown] = [this.#acknowledged, this.#notTaken, this.#unknown].map(merged) as [Span[], Span[], Span[]];
    return { acknowledged, notTaken, unknown, unsentFrom: this.#begun };
  }
}

/** Return what is known of the message of a call that sends one. */
export function fateOfOne(isUnknown: boolean): Fate {
  const one = [{ first: 0, last: 0 }];
  return { acknowledged: [], notTaken: isUnknown ? [] : one, unknown: isUnknown ? one : [], unsentFrom: 1 };
}

/** Return a fate in words. */
export function describeFate({ acknowledged, notTaken, unknown, unsentFrom }: Fate): string {
  const told = (spans: readonly Span[], what: string): string[] => {
    const each = spans.map(({ first, last }) => (first === last ? String(first) : `${String(first)} to ${String(last)}`));
    return each.length > 0 ? [`${each.join(", ")} ${what}`] : [];
  };
  const parts = [...told(acknowledged, "acknowledged"), ...told(notTaken, "not taken"), ...told(unknown, "unknown")];
  return `Messages: ${[...parts, `${String(unsentFrom)} and after not sent`].join("; ")}.`;
}

/** Add what comes before `end`. */
function extend(spans: Span[], first: number, end: number): void {
  if (end <= first) return;
  const before = spans.at(-1);
  if (before?.last === first - 1) spans[spans.length - 1] = { first: before.first, last: end - 1 };
  else spans.push({ first, last: end - 1 });
}

/** Requests that go at once end in any order. */
function merged(spans: readonly Span[]): Span[] {
  const whole: Span[] = [];
  for (const { first, last } of [...spans].sort((one, other) => one.first - other.first)) extend(whole, first, last + 1);
  return whole;
}
