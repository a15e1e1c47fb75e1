/** What a client is made with. */

import type { RetryOptions } from "./backoff.js";
import type { BufferOptions } from "./buffer.js";
import type { EncryptionOptions } from "./encryption.js";
import type { Receipt } from "./answer.js";
import type { TraceSource } from "./trace.js";

/** Options of a client; `url` and `apiKey` are needed. */
export interface ClientOptions {
  /** Of the server or of an agent: `https://nexus.example.com`. */
  readonly url: string;
  /** The application's key, `nxk_…`. */
  readonly apiKey: string;
  /** Retries of each request, or false for none. */
  readonly retry?: RetryOptions | false;
  /** Time for one attempt; 30 seconds unless told. */
  readonly timeoutMs?: number;
  /** Bodies from this size on are compressed where the platform can; 1,024 bytes unless told, false for never. */
  readonly gzipFromBytes?: number | false;
  /**
   * How the server recognises a resend. `sdk`: by the key that this library makes for each request. `payload`: by the
   * field of the message that the application's `message_id_path` names; a key would stand in for it.
   */
  readonly messageIds?: "sdk" | "payload";
  /** For applications that have encryption. */
  readonly encryption?: EncryptionOptions;
  /** The trace that messages belong to, or a function that knows the current one. */
  readonly traceparent?: TraceSource;
  /** How `enqueue` keeps messages and sends them. */
  readonly buffer?: BufferOptions;
  /** Instead of the platform's. */
  readonly fetch?: typeof fetch;
}

/** Options of one call. */
export interface SendOptions {
  /**
   * Names what is sent (1 to 200 printable ASCII characters), so that the same call made again, after a crash even, is
   * taken once. One is made unless given.
   */
  readonly key?: string;
  readonly traceparent?: TraceSource;
  /** Ends the call; whether its messages were taken is unknown then. */
  readonly signal?: AbortSignal;
}

/** Options of a call that sends many. */
export interface SendManyOptions extends SendOptions {
  /** Take the good messages even if others are bad. */
  readonly partial?: boolean;
  /** Most messages of one request; 1,000 unless told, 10,000 at most. */
  readonly maxCount?: number;
  /** Most bytes of one request before compression; 1 MiB unless told. */
  readonly maxBytes?: number;
}

/** Options of `sendBatch`. */
export interface SendBatchOptions extends SendManyOptions {
  /** Requests under way at once; more than one gives up the order. */
  readonly concurrency?: number;
  /** Called with the receipt of each request, and the index of its first message. */
  readonly onReceipt?: (receipt: Receipt, offset: number) => void;
}
