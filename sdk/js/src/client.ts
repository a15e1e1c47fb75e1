/** The client: sends messages, one, many, or from a stream, and loses none. */

import type { Receipt } from "./answer.js";
import { retryOf } from "./backoff.js";
import { joined, type Manner, sendChunk, sendParts } from "./batch.js";
import { Buffer } from "./buffer.js";
import { type Chunk, chunksOf, type Messages } from "./chunks.js";
import { Sealer } from "./encryption.js";
import { ConfigurationError, NexusError, type Summary } from "./errors.js";
import { type Fate, fateOfOne, Ledger } from "./fate.js";
import { newId } from "./ids.js";
import type { ClientOptions, SendBatchOptions, SendManyOptions, SendOptions } from "./options.js";
import { onPageHide } from "./pagehide.js";
import { type Message, serialize } from "./serialize.js";
import { traceparentOf } from "./trace.js";
import { Transport } from "./transport.js";

/** The acknowledgement of one message. */
export interface MessageReceipt {
  readonly id: string;
  /** It had been taken before. */
  readonly duplicate: boolean;
}

const MEBIBYTE = 1024 * 1024;

/**
 * Sends messages of one application to Nexus, or to an agent.
 *
 * `send`, `sendMany` and `sendBatch` return when their messages are on stable storage. `enqueue` returns at once; a
 * flusher sends in the background.
 */
export class Client {
  readonly #options: ClientOptions;
  readonly #transport: Transport;
  readonly #sealer: Sealer | undefined;
  readonly #buffer: Buffer;
  readonly #forgetPage: () => void;
  #packed: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @throws ConfigurationError: an option cannot be used. */
  constructor(options: ClientOptions) {
    const retry = retryOf(options.retry);
    const gzip = options.gzipFromBytes;
    this.#options = options;
    this.#transport = new Transport({
      url: options.url,
      apiKey: options.apiKey,
      retry,
      timeoutMs: options.timeoutMs ?? 30_000,
      gzipFromBytes: gzip === false ? Infinity : (gzip ?? 1024),
      fetch: options.fetch ?? fetch.bind(globalThis),
    });
    this.#sealer = options.encryption && new Sealer(options.encryption);
    const send = (id: string, texts: readonly string[], signal: AbortSignal): Promise<Receipt> =>
      sendChunk(this.#transport, { offset: 0, texts }, { key: this.#key(id), partial: true, signal });
    this.#buffer = new Buffer(options.buffer ?? {}, send, retry);
    this.#forgetPage = onPageHide(() => { this.#leave(); });
    if (options.buffer?.spool !== undefined) this.#buffer.recover().catch((error: unknown) => options.buffer?.onError?.(error));
  }

  /**
   * Send one message.
   *
   * @throws NexusError with `key` and `fate`.
   */
  async send(message: Message, options: SendOptions = {}): Promise<MessageReceipt> {
    this.#check(options);
    const { key, traceparent, signal } = this.#manner(options);
    const text = await this.#pack(serialize(message), key, 0);
    const receipt = await this.#transport.send({ texts: [text], batch: false, key, traceparent }, signal).catch((error: unknown) => {
      if (error instanceof NexusError) describe(error, key, fateOfOne(error.isUnknown));
      throw error;
    });
    return { id: receipt.ids[0] ?? "", duplicate: receipt.duplicates > 0 };
  }

  /** Send messages and return their ids, in their order; in as few requests as take them. */
  async sendMany(messages: readonly Message[], options: SendManyOptions = {}): Promise<Receipt> {
    const receipts: Receipt[] = [];
    await this.sendBatch(messages, { ...options, onReceipt: (receipt) => receipts.push(receipt) });
    return joined(receipts);
  }

  /**
   * Send messages from anything that yields them, holding only what is under way.
   *
   * @throws NexusError with `sent`, what had been acknowledged, and `fate`, which messages those are, and which may be; the
   *   same call with the error's `key` goes on from there.
   */
  async sendBatch(messages: Messages, options: SendBatchOptions = {}): Promise<Summary> {
    this.#check(options);
    const manner = this.#manner(options);
    const limits = { maxCount: options.maxCount ?? 1000, maxBytes: options.maxBytes ?? MEBIBYTE };
    const ledger = new Ledger();
    const sendOne = async (chunk: Chunk): Promise<void> => {
      const key = manner.key === undefined ? undefined : `${manner.key}-${String(chunk.offset)}`;
      ledger.begin(chunk);
      const outcome = await sendParts(this.#transport, chunk, { ...manner, key });
      ledger.settle(outcome);
      for (const { offset, receipt } of outcome.receipts) options.onReceipt?.(receipt, offset);
      if (outcome.failed !== undefined) throw outcome.failed.error;
    };
    try {
      await eachOf(chunksOf(messages, limits, (text, index) => this.#pack(text, manner.key, index)), options.concurrency ?? 1, sendOne);
    } catch (error) {
      if (error instanceof NexusError) {
        error.sent = ledger.summary();
        describe(error, manner.key, ledger.fate());
      }
      throw error;
    }
    return ledger.summary();
  }

  /** Leave a message to the background flusher; with a spool, it is on stable storage when this returns. */
  async enqueue(message: Message): Promise<void> {
    this.#check({});
    const text = serialize(message);
    const packed = this.#sealer === undefined ? text : this.#packed.then(() => this.#pack(text));
    this.#packed = Promise.resolve(packed).catch(() => undefined);
    await this.#buffer.add(await packed);
  }

  /** Messages that wait in the buffer. */
  get buffered(): number {
    return this.#buffer.size;
  }

  /**
   * Send what waits in the buffer, and return when it is acknowledged.
   *
   * @throws NexusError: what stands in the way, or that `timeoutMs` have passed; the messages stay, and are tried again.
   */
  async flush(timeoutMs = Infinity): Promise<void> {
    this.#check({});
    const cause = await within(timeoutMs, this.#buffer.flush());
    if (cause !== undefined) throw cause;
  }

  /**
   * Send what waits in the buffer, for so long at most, and end.
   *
   * @returns how many messages are left in the spool.
   * @throws NexusError: messages are left and there is no spool to keep them.
   */
  async close(timeoutMs = 10_000): Promise<number> {
    if (this.#closed) return 0;
    this.#closed = true;
    this.#forgetPage();
    const cause = await within(timeoutMs, this.#buffer.flush());
    await this.#buffer.end();
    const left = this.#buffer.size;
    if (left > 0 && this.#options.buffer?.spool === undefined) {
      throw new NexusError(`${String(left)} messages could not be sent and are lost with the buffer`, { cause });
    }
    return left;
  }

  #leave(): void {
    this.#buffer.leave((id, texts) => this.#transport.sendLast({ texts, batch: true, key: this.#key(id), partial: true }));
  }

  /** The id in an envelope is made of the call's key, so that the same call made again is recognised: nothing else is asked for. */
  async #pack(text: string, key?: string, index = 0): Promise<string> {
    if (this.#sealer === undefined) return text;
    return JSON.stringify(await this.#sealer.seal(text, key === undefined ? undefined : `${key}/${String(index)}`));
  }

  #key(key: string | undefined): string | undefined {
    return this.#options.messageIds === "payload" ? undefined : (key ?? newId());
  }

  #manner(options: SendManyOptions): Manner {
    return {
      key: this.#key(options.key),
      partial: options.partial ?? false,
      traceparent: traceparentOf(options.traceparent ?? this.#options.traceparent),
      signal: options.signal,
    };
  }

  #check(options: SendManyOptions): void {
    if (this.#closed) throw new NexusError("the client is closed");
    const { key, maxCount } = options;
    if (key !== undefined && !/^[\x20-\x7e]{1,200}$/.test(key)) {
      throw new ConfigurationError("key must be 1 to 200 printable ASCII characters");
    }
    if (key !== undefined && this.#options.messageIds === "payload") {
      throw new ConfigurationError("key and messageIds: payload exclude each other");
    }
    if (maxCount !== undefined && !(maxCount >= 1 && maxCount <= 10_000)) {
      throw new ConfigurationError("maxCount must be 1 to 10,000");
    }
  }
}

/** Do it for each of the items, so many at once, taking the next only when there is room. */
async function eachOf<T>(items: AsyncIterable<T>, concurrency: number, act: (item: T) => Promise<void>): Promise<void> {
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const item of items) {
      const task: Promise<void> = act(item)
        .catch((error: unknown) => { failure ??= { error }; })
        .finally(() => running.delete(task));
      running.add(task);
      if (running.size >= concurrency) await Promise.race(running);
      if (failure !== undefined) break;
    }
  } finally {
    await Promise.all(running);
  }
  if (failure !== undefined) throw failure.error;
}

/** Wait for something, so long at most; return why it did not come. */
async function within(ms: number, something: Promise<void>): Promise<Error | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const failed = something.then(() => undefined, (error: unknown) => (error instanceof Error ? error : new NexusError(String(error))));
  if (ms === Infinity) return failed;
  const late = new Promise<Error>((resolve) => {
    timer = setTimeout(() => { resolve(new NexusError(`not sent within ${String(ms)} ms`)); }, ms);
  });
  return Promise.race([failed, late]).finally(() => { clearTimeout(timer); });
}

/** Have an error say what became of the messages of its call. */
function describe(error: NexusError, key: string | undefined, fate: Fate): void {
  if (key !== undefined) error.key = key;
  error.fate = fate;
}
