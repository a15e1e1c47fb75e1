/** Messages that wait here, within a bound, until the background flusher has brought them to the server. */

import { pause, type Retry } from "./backoff.js";
import { Batch } from "./buffered-batch.js";
import { type Fault, BufferFull, KeyReused, NexusError } from "./errors.js";
import { byteLength } from "./serialize.js";
import type { Spool } from "./spool.js";
import type { Receipt } from "./answer.js";

/** How the buffer behaves. */
export interface BufferOptions {
  /** Where messages outlive the page or the process; without one they are in memory alone. */
  readonly spool?: Spool;
  /** Most messages that wait; 10,000 unless told. */
  readonly maxMessages?: number;
  /** Most bytes that wait; 8 MiB unless told. */
  readonly maxBytes?: number;
  /** Messages of one request; 500 unless told. */
  readonly batchCount?: number;
  /** Bytes of one request; 48 KiB unless told, which a page that is going away can still send. */
  readonly batchBytes?: number;
  /** Longest time that a message waits for others to go with; one second unless told. */
  readonly intervalMs?: number;
  /** What `enqueue` does where there is no room: raise `BufferFull`, or wait for room. */
  readonly whenFull?: "error" | "wait";
  /** Called with each message (as JSON) that can never be taken, which is gone then. Unless told, it is warned of. */
  readonly onRejected?: (message: string, faults: readonly Fault[]) => void;
  /** Called when a batch could not be sent; it stays, and is tried again. */
  readonly onError?: (error: unknown) => void;
}

/** Sends a batch under its id and returns what became of it. */
export type SendBatch = (id: string, texts: readonly string[], signal: AbortSignal) => Promise<Receipt>;

interface Waiter {
  readonly last: Batch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What a page may send in all while it goes away is 64 KiB, headers included. */
const LAST_BYTES = 60_000;

/** The buffer of one client. */
export class Buffer {
  readonly #options: Required<Omit<BufferOptions, "spool">> & { readonly spool: Spool | undefined };
  readonly #send: SendBatch;
  readonly #retry: Retry;
  readonly #ending = new AbortController();
  #resting = new AbortController();
  #batches: Batch[] = [];
  #waiters: Waiter[] = [];
  #room: (() => void)[] = [];
  #messages = 0;
  #bytes = 0;
  #recovered: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #working: Promise<void> | undefined;

  constructor(options: BufferOptions, send: SendBatch, retry: Retry) {
    this.#options = {
      maxMessages: 10_000,
      maxBytes: 8 * 1024 * 1024,
      batchCount: 500,
      batchBytes: 48 * 1024,
      intervalMs: 1000,
      whenFull: "error",
      onRejected: warn,
      onError: () => undefined,
      ...options,
      spool: options.spool,
    };
    this.#send = send;
    this.#retry = retry;
  }

  /** Messages that wait; those that an earlier process left count once they have been read. */
  get size(): number {
    return this.#messages;
  }

  /** Take a message; with a spool, it is on stable storage when this returns. */
  async add(text: string): Promise<void> {
    await this.recover();
    const bytes = byteLength(text) + 1;
    await this.#reserve(bytes);
    const batch = this.#openBatch(bytes);
    try {
      const added = batch.add(text, bytes);
      this.#schedule(batch.isFull(this.#options) ? 0 : this.#options.intervalMs);
      await added;
    } catch (error) {
      this.#give(1, bytes);
      throw error;
    }
  }

  /** Take over what an earlier process left; once. */
  recover(): Promise<void> {
    return (this.#recovered ??= this.#takeOver().catch((error: unknown) => {
      this.#recovered = undefined; // the next call tries again
      throw error;
    }));
  }

  /** Send all that waits now, and return when it is acknowledged; raises what stands in the way. */
  async flush(): Promise<void> {
    await this.recover();
    const last = this.#batches.at(-1);
    if (last === undefined) return;
    const sent = new Promise<void>((resolve, reject) => this.#waiters.push({ last, resolve, reject }));
    this.#resting.abort();
    this.#start();
    await sent;
  }

  /** Stop sending. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#ending.abort(new NexusError("the client is closed"));
    this.#resting.abort();
    await this.#working;
    this.#give(0, 0); // who waits for room is told
    await Promise.all(this.#batches.map((batch) => batch.written()));
    await this.#options.spool?.close();
  }

  /** Send what fits into the last moment of a page, by `sendLast`. Its batches stay until they are acknowledged. */
  leave(sendLast: (id: string, texts: readonly string[]) => Promise<Receipt>): void {
    let room = LAST_BYTES;
    for (const batch of this.#batches) {
      room -= batch.bytes;
      if (room < 0) return;
      batch.isOpen = false;
      const texts = [...batch.texts];
      if (texts.length === 0) continue;
      sendLast(batch.id, texts)
        .then((receipt) => (texts.length === batch.texts.length ? this.#done(batch, receipt) : undefined))
        .catch(() => undefined); // it is sent again by whoever comes next
    }
  }

  async #takeOver(): Promise<void> {
    const { spool } = this.#options;
    if (spool === undefined) return;
    const left = (await spool.left()).map((id) => Batch.left(id, spool));
    this.#batches.unshift(...left);
    if (left.length > 0) this.#schedule(0);
  }

  async #reserve(bytes: number): Promise<void> {
    const { maxMessages, maxBytes, whenFull } = this.#options;
    const fits = (): boolean => this.#messages < maxMessages && this.#bytes + bytes <= maxBytes;
    while (!fits()) {
      this.#schedule(0); // there is nothing that what is here could wait for
      if (whenFull === "error" || bytes > maxBytes) {
        throw new BufferFull(`${String(this.#messages)} messages (${String(this.#bytes)} bytes) wait to be sent`);
      }
      await new Promise<void>((resolve) => this.#room.push(resolve));
      this.#ending.signal.throwIfAborted();
    }
    this.#messages += 1;
    this.#bytes += bytes;
  }

  #give(messages: number, bytes: number): void {
    this.#messages -= messages;
    this.#bytes -= bytes;
    const waiting = this.#room;
    this.#room = [];
    for (const resolve of waiting) resolve();
  }

  #openBatch(bytes: number): Batch {
    const last = this.#batches.at(-1);
    if (last?.isOpen === true && last.fits(bytes, this.#options)) return last;
    if (last !== undefined) last.isOpen = false;
    const batch = new Batch(this.#options.spool);
    this.#batches.push(batch);
    return batch;
  }

  #schedule(ms: number): void {
    if (this.#working !== undefined || this.#ending.signal.aborted) return;
    if (ms === 0) this.#start();
    else this.#timer ??= setTimeout(() => { this.#start(); }, ms);
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#working ??= this.#work().finally(() => { this.#working = undefined; });
  }

  async #work(): Promise<void> {
    const ended = (): boolean => this.#ending.signal.aborted;
    for (let failures = 0; this.#batches[0] !== undefined && !ended(); ) {
      try {
        await this.#sendFirst(this.#batches[0]);
        failures = 0;
      } catch (error) {
        for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
        if (ended()) return;
        guarded(() => { this.#options.onError(error); });
        failures += 1;
        const wait = Math.min(this.#retry.capMs, this.#retry.baseMs * 2 ** failures);
        this.#resting = new AbortController();
        await pause(wait, this.#resting.signal).catch(() => undefined);
      }
    }
  }

  async #sendFirst(batch: Batch): Promise<void> {
    const { texts, bytes } = await batch.load();
    if (batch.isLeft) {
      batch.isLeft = false;
      this.#messages += texts.length;
      this.#bytes += bytes;
    }
    if (texts.length === 0) {
      await this.#done(batch, undefined);
      return;
    }
    try {
      await this.#done(batch, await this.#send(batch.id, texts, this.#ending.signal));
    } catch (error) {
      // What can never be taken must not stand in the way of what comes after it for ever.
      if (!(error instanceof KeyReused)) throw error;
      const errors = error.errors.length > 0 ? error.errors : texts.map((_, index) => ({ index, path: "", message: error.message }));
      await this.#done(batch, { accepted: 0, duplicates: 0, ids: [], rejected: errors.length, errors });
    }
  }

  async #done(batch: Batch, receipt: Receipt | undefined): Promise<void> {
    if (batch.isSettled) return; // by the page's last moment, or by the flusher
    batch.isSettled = true;
    const faults = new Map<number, Fault[]>();
    for (const fault of receipt?.errors ?? []) faults.set(fault.index, [...(faults.get(fault.index) ?? []), fault]);
    for (const [index, text] of batch.texts.entries()) {
      const found = faults.get(index) ?? (receipt?.ids[index] === null ? [] : undefined);
      if (found !== undefined) guarded(() => { this.#options.onRejected(text, found); });
    }
    await batch.forget().catch((error: unknown) => {
      batch.isSettled = false;
      throw error;
    });
    this.#batches = this.#batches.filter((each) => each !== batch);
    this.#give(batch.texts.length, batch.bytes);
    this.#waiters = this.#waiters.filter((waiter) => {
      if (this.#batches.includes(waiter.last)) return true;
      waiter.resolve();
      return false;
    });
  }
}

/** Call back; what a callback raises must not stop the flusher. */
function guarded(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    console.warn("A callback of the buffer failed:", error);
  }
}

function warn(message: string, faults: readonly Fault[]): void {
  const why = faults.map((fault) => `${fault.path}: ${fault.message}`).join("; ");
  console.warn(`Nexus does not take a message of ${String(byteLength(message))} bytes: ${why}`);
}
