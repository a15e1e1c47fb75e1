/** Sending a chunk: whole where it fits, in halves where the way to the server takes less. */

import type { Receipt } from "./answer.js";
import type { Chunk } from "./chunks.js";
import { type Fault, Refused, refusalOf, TooLarge } from "./errors.js";
import type { Parcel, Transport } from "./transport.js";

/** How the messages of one call travel. */
export interface Manner {
  /** Key of the whole call; each chunk has its own, made of it. */
  readonly key?: string | undefined;
  readonly partial: boolean;
  readonly traceparent?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Send a chunk under a key; the indexes of faults are those of the whole call. */
export async function sendChunk(transport: Transport, chunk: Chunk, manner: Manner): Promise<Receipt> {
  const { key, partial, traceparent, signal } = manner;
  const parcel: Parcel = { texts: chunk.texts, batch: true, key, partial, traceparent };
  try {
    return shifted(await transport.send(parcel, signal), chunk.offset);
  } catch (error) {
    // Where nothing is taken, surely, its halves may go under keys of their own.
    if (error instanceof TooLarge && !error.isUnknown && chunk.texts.length > 1) return sendHalves(transport, chunk, manner);
    if (!(error instanceof Refused)) throw error;
    if (partial && !error.isUnknown && (error instanceof TooLarge || (error.status === 422 && error.errors.length > 0))) return allRejected(chunk, error);
    if (error.errors.length === 0) throw error;
    const placed = refusalOf({ ...error.problem, errors: moved(error.errors, chunk.offset) });
    placed.isUnknown = error.isUnknown;
    throw placed;
  }
}

async function sendHalves(transport: Transport, chunk: Chunk, manner: Manner): Promise<Receipt> {
  const middle = chunk.texts.length >> 1;
  const halves = [
    { offset: chunk.offset, texts: chunk.texts.slice(0, middle) },
    { offset: chunk.offset + middle, texts: chunk.texts.slice(middle) },
  ];
  const receipts: Receipt[] = [];
  for (const [number, half] of halves.entries()) {
    const key = manner.key === undefined ? undefined : `${manner.key}.${String(number)}`;
    receipts.push(await sendChunk(transport, half, { ...manner, key }));
  }
  return joined(receipts);
}

/** Return the receipts of parts, in their order, as one. */
export function joined(receipts: readonly Receipt[]): Receipt {
  const sum = (name: "accepted" | "duplicates" | "rejected"): number => receipts.reduce((all, each) => all + each[name], 0);
  return {
    accepted: sum("accepted"),
    duplicates: sum("duplicates"),
    ids: receipts.flatMap((each) => each.ids),
    rejected: sum("rejected"),
    errors: receipts.flatMap((each) => each.errors),
  };
}

function allRejected(chunk: Chunk, error: Refused): Receipt {
  const ids = chunk.texts.map(() => null);
  const errors = error.errors.length > 0 ? error.errors : ids.map((_, index) => ({ index, path: "", message: error.message }));
  return { accepted: 0, duplicates: 0, ids, rejected: ids.length, errors: moved(errors, chunk.offset) };
}

function shifted(receipt: Receipt, offset: number): Receipt {
  return offset === 0 ? receipt : { ...receipt, errors: moved(receipt.errors, offset) };
}

function moved(errors: readonly Fault[], offset: number): Fault[] {
  return errors.map((fault) => ({ ...fault, index: fault.index + offset }));
}
