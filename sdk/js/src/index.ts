/** Sends messages to Nexus from Node and from browsers. Begin with `Client`. */

export type { Receipt } from "./answer.js";
export type { RetryOptions } from "./backoff.js";
export type { BufferOptions } from "./buffer.js";
export type { Messages } from "./chunks.js";
export { Client, type MessageReceipt } from "./client.js";
export { type EncryptionOptions, type Envelope, Sealer } from "./encryption.js";
export {
  BufferFull,
  ConfigurationError,
  ConnectionFailed,
  type Fault,
  InvalidMessage,
  KeyReused,
  NexusError,
  type Problem,
  RateLimited,
  Refused,
  SpoolFailed,
  type Summary,
  TooLarge,
  Unauthorized,
  Unavailable,
} from "./errors.js";
export { describeFate, type Fate, type Span } from "./fate.js";
export { IndexedDbSpool } from "./indexeddb-spool.js";
export type { ClientOptions, SendBatchOptions, SendManyOptions, SendOptions } from "./options.js";
export type { Message } from "./serialize.js";
export type { Spool } from "./spool.js";
export { newTraceparent, type TraceSource } from "./trace.js";
