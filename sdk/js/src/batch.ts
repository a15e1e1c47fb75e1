/** Sending a chunk: whole where it fits, in halves where the way to the server takes less. */

import type { Receipt } from "./answer.js";
import type { Chunk } from "./chunks.js";
import { type Fault, NexusError, Refused, refusalOf, TooLarge } from "./errors.js";
import type { Outcome } from "./fate.js";
import type { Parcel, Transport } from "./transport.js";

/** How the messages of one call travel. */
export interface Manner {
  /** Key of the whole call; each chunk has its own, made of it. */
  readonly key?: string | undefined;
  readonly partial: boolean;
  readonly traceparent?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Send a chunk under a key; the indexes of faults are those of the whole call.
 *
 * @throws whatever stood in the way of a part of it.
 */
export async function sendChunk(transport: Transport, chunk: Chunk, manner: Manner): Promise<Receipt> {
  const { receipts, failed } = await sendParts(transport, chunk, manner);
  if (failed !== undefined) throw failed.error;
  return joined(receipts.map((each) => each.receipt));
}

/** As `sendChunk`; what stood in the way is told beside what was acknowledged before. */
export async function sendParts(transport: Transport, chunk: Chunk, manner: Manner): Promise<Outcome> {
  const receipts: { offset: number; receipt: Receipt }[] = [];
  const parts: { part: Chunk; key: string | undefined }[] = [{ part: chunk, key: manner.key }];
  for (let next = parts.shift(); next !== undefined; next = parts.shift()) {
    const { part, key } = next;
    try {
      receipts.push({ offset: part.offset, receipt: await sendPart(transport, part, { ...manner, key }) });
    } catch (error) {
      const isUnknown = !(error instanceof NexusError) || error.isUnknown; // else the call was ended from outside
      // Where nothing is taken, surely, its halves may go under keys of their own.
      if (!(error instanceof TooLarge) || isUnknown || part.texts.length < 2) return { chunk, receipts, failed: { part, error, isUnknown } };
      parts.unshift(...halvesOf(part).map((half, number) => ({ part: half, key: key && `${key}.${String(number)}` })));
    }
  }
  return { chunk, receipts };
}

async function sendPart(transport: Transport, part: Chunk, { key, partial, traceparent, signal }: Manner): Promise<Receipt> {
  const parcel: Parcel = { texts: part.texts, batch: true, key, partial, traceparent };
  try {
    return shifted(await transport.send(parcel, signal), part.offset);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const isAlone = error instanceof TooLarge && part.texts.length === 1;
    if (partial && !error.isUnknown && (isAlone || (error.status === 422 && error.errors.length > 0))) return allRejected(part, error);
    if (error.errors.length === 0) throw error;
    const placed = refusalOf({ ...error.problem, errors: moved(error.errors, part.offset) });
    placed.isUnknown = error.isUnknown;
    throw placed;
  }
}

function halvesOf({ offset, texts }: Chunk): Chunk[] {
  const middle = texts.length >> 1;
  return [
    { offset, texts: texts.slice(0, middle) },
    { offset: offset + middle, texts: texts.slice(middle) },
  ];
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
