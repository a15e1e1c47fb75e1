/** A batch in the buffer: filled until it is sent first, then the same at every attempt. */

import { NexusError, SpoolFailed } from "./errors.js";
import { newId } from "./ids.js";
import { byteLength } from "./serialize.js";
import type { Spool } from "./spool.js";

interface Incoming {
  readonly text: string;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Limits {
  readonly batchCount: number;
  readonly batchBytes: number;
}

/** Messages that are sent together under one key; with a spool they are in it before they are here. */
export class Batch {
  readonly texts: string[] = [];
  /** Of its messages, and of those that are being written. */
  bytes = 0;
  isOpen = true;
  /** Whether an earlier process left it and it has not been read yet. */
  isLeft = false;
  /** Whether it is acknowledged. */
  isSettled = false;
  #count = 0;
  #incoming: Incoming[] = [];
  #writing: Promise<void> | undefined;

  constructor(
    readonly spool: Spool | undefined,
    readonly id = newId(),
  ) {}

  /** Return a batch that an earlier process left. */
  static left(id: string, spool: Spool): Batch {
    const batch = new Batch(spool, id);
    batch.isOpen = false;
    batch.isLeft = true;
    return batch;
  }

  /** Whether another message may come in. */
  fits(bytes: number, limits: Limits): boolean {
    return this.#count === 0 || (this.#count < limits.batchCount && this.bytes + bytes <= limits.batchBytes);
  }

  /** Whether it is worth sending at once. */
  isFull(limits: Limits): boolean {
    return this.#count >= limits.batchCount || this.bytes >= limits.batchBytes;
  }

  /** Take a message; returns when it is as safe as the spool makes it. */
  add(text: string, bytes: number): Promise<void> {
    this.#count += 1;
    this.bytes += bytes;
    if (this.spool === undefined) {
      this.texts.push(text);
      return Promise.resolve();
    }
    const added = new Promise<void>((resolve, reject) => this.#incoming.push({ text, bytes, resolve, reject }));
    this.#writing ??= this.#write(this.spool).finally(() => { this.#writing = undefined; });
    return added;
  }

  /** Close it and return what it holds. */
  async load(): Promise<{ texts: readonly string[]; bytes: number }> {
    this.isOpen = false;
    await this.written();
    if (this.isLeft && this.spool !== undefined) {
      this.texts.splice(0, Infinity, ...(await this.spool.read(this.id).catch(failed)));
      this.bytes = this.texts.reduce((all, text) => all + byteLength(text) + 1, 0);
    }
    return this;
  }

  /** Return when nothing is being written any more. */
  async written(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  /** Take it out of the spool. */
  async forget(): Promise<void> {
    await this.spool?.remove(this.id).catch(failed);
  }

  /** Write what has come meanwhile in one go, again and again: many messages share one sync. */
  async #write(spool: Spool): Promise<void> {
    while (this.#incoming.length > 0) {
      const some = this.#incoming;
      this.#incoming = [];
      try {
        await spool.append(this.id, some.map((each) => each.text)).catch(failed);
        this.texts.push(...some.map((each) => each.text));
        for (const each of some) each.resolve();
      } catch (error) {
        this.#count -= some.length;
        for (const each of some) {
          this.bytes -= each.bytes;
          each.reject(error);
        }
      }
    }
  }
}

function failed(cause: unknown): never {
  if (cause instanceof NexusError) throw cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  throw new SpoolFailed(`the spool cannot be used: ${why}`, { cause });
}
