/**
 * What can go wrong, grouped by what the sender does next.
 *
 *     NexusError
 *     ├── ConnectionFailed    no acknowledgement: unknown whether it was taken; the same call again is harmless
 *     ├── Refused             the server said no
 *     │   ├── InvalidMessage  correct the message: every fault with its index and path
 *     │   ├── Unauthorized    ask for a key, or for the application to be enabled
 *     │   ├── KeyReused       a new message needs a new idempotency key
 *     │   ├── TooLarge        send less at once
 *     │   ├── RateLimited     wait for `retryAfterMs`
 *     │   └── Unavailable     wait for `retryAfterMs`
 *     ├── SpoolFailed         make room on the disk, or move the spool aside
 *     ├── BufferFull          slow down, or give the buffer more room
 *     └── ConfigurationError  correct the options
 */

import type { Fate } from "./fate.js";

/** One fault of one message. */
export interface Fault {
  /** Which message of the call, from 0. */
  readonly index: number;
  /** Where in the message: `items[0].sku`; empty for the message itself. */
  readonly path: string;
  readonly message: string;
}

/** What became of the messages of a call that sends many. */
export interface Summary {
  readonly accepted: number;
  /** Taken by an earlier attempt; not taken again. */
  readonly duplicates: number;
  /** Not valid; only with `partial`. */
  readonly rejected: number;
}

/** Anything that this library raises. */
export class NexusError extends Error {
  static readonly remedy: string = "";
  override readonly name: string = "NexusError";
  /** Under which the call was sent; the same call with it again takes each message once. */
  key?: string;
  /** Of a call that sends: which messages surely are taken, surely are not, or may be. */
  fate?: Fate;
  /** Of a call that sends many: what had been acknowledged before the failure. */
  sent?: Summary;
  /** Messages may have been taken all the same: an attempt ended without a clear answer. */
  isUnknown = false;

  constructor(what: string, options?: ErrorOptions) {
    super(`${what.replace(/\.$/, "")}. ${new.target.remedy}`.trimEnd(), options);
  }

  /** What to do about it; the message ends with it. Empty where the message itself says so. */
  get remedy(): string {
    return (this.constructor as typeof NexusError).remedy;
  }
}

/** No acknowledgement came: the network failed, time ran out, or something other than Nexus answered. */
export class ConnectionFailed extends NexusError {
  static override readonly remedy = "Make the same call again, with the error's key: what was taken is not taken twice.";
  override readonly name = "ConnectionFailed";
  override isUnknown = true;
}

/** The options cannot be used. */
export class ConfigurationError extends NexusError {
  override readonly name = "ConfigurationError";
}

/** The local buffer has no room for another message; it has not been taken. */
export class BufferFull extends NexusError {
  static override readonly remedy = 'Send more slowly, give the buffer more room, or let it wait: whenFull: "wait".';
  override readonly name = "BufferFull";
}

/** The buffer's spool cannot be read or written; a message that was to be kept has not been taken. */
export class SpoolFailed extends NexusError {
  static override readonly remedy = "Make room on its disk; if the file itself is damaged, move it aside.";
  override readonly name = "SpoolFailed";
}

/** What a refusal says: RFC 9457 problem details. */
export interface Problem {
  readonly status: number;
  /** Stays the same over versions: `schema-violation`, `rate-limited` … */
  readonly type: string;
  readonly detail: string;
  readonly errors: readonly Fault[];
  readonly retryAfterMs?: number | undefined;
}

/** The server refused. */
export class Refused extends NexusError {
  static override readonly remedy: string = "The answer's type is explained in Nexus's manual, under HTTP.";
  override readonly name: string = "Refused";
  readonly status: number;
  readonly type: string;
  readonly errors: readonly Fault[];
  readonly retryAfterMs: number | undefined;

  constructor(readonly problem: Problem) {
    super(`${String(problem.status)} ${problem.type}: ${problem.detail}${firstFault(problem.errors)}`);
    this.status = problem.status;
    // 5xx may come from a proxy that gave up, or from a server that was interrupted (the manual, HTTP).
    this.isUnknown = problem.status === 408 || problem.status === 409 || problem.status >= 500;
    this.type = problem.type;
    this.errors = problem.errors;
    this.retryAfterMs = problem.retryAfterMs;
  }
}

/** Messages do not fit: see `errors`. */
export class InvalidMessage extends Refused {
  static override readonly remedy = "Correct the messages that errors names; with partial: true the others would be taken.";
  override readonly name = "InvalidMessage";
}

/** The key is unknown or the application disabled. */
export class Unauthorized extends Refused {
  static override readonly remedy = "Ask who runs Nexus for the application's key, or to enable the application.";
  override readonly name = "Unauthorized";
}

/** The idempotency key was used before with another body. */
export class KeyReused extends Refused {
  static override readonly remedy = "Use a new key for new messages, and the old one only for the very same.";
  override readonly name = "KeyReused";
}

/** The request is larger than is taken. */
export class TooLarge extends Refused {
  static override readonly remedy = "Send a smaller message.";
  override readonly name = "TooLarge";
}

/** More messages than the application may send. */
export class RateLimited extends Refused {
  static override readonly remedy = "Send the same again after retryAfterMs.";
  override readonly name = "RateLimited";
}

/** The server cannot take messages now. */
export class Unavailable extends Refused {
  static override readonly remedy = "Make the same call again later, with the error's key: what was taken is not taken twice.";
  override readonly name = "Unavailable";
}

/** Return the error of a refusal. */
export function refusalOf(problem: Problem): Refused {
  const { status } = problem;
  if (status === 400 || status === 422) return new InvalidMessage(problem);
  if (status === 401 || status === 403) return new Unauthorized(problem);
  if (status === 409) return new KeyReused(problem);
  if (status === 413) return new TooLarge(problem);
  if (status === 429) return new RateLimited(problem);
  if (status === 408 || status === 425 || (status >= 500 && status !== 501)) return new Unavailable(problem);
  return new Refused(problem);
}

/** Whether the same request may succeed later. */
export function isTemporary(error: unknown): boolean {
  return error instanceof ConnectionFailed || error instanceof RateLimited || error instanceof Unavailable;
}

/** Return a fault of a message that was never sent. */
export function invalid(index: number, path: string, message: string): InvalidMessage {
  return new InvalidMessage({
    status: 422,
    type: "invalid-message",
    detail: "The message cannot be sent.",
    errors: [{ index, path, message }],
  });
}

function firstFault([fault, ...others]: readonly Fault[]): string {
  if (fault === undefined) return "";
  const more = others.length > 0 ? ` (and ${String(others.length)} more)` : "";
  return ` [message ${String(fault.index)}${fault.path === "" ? "" : `, ${fault.path}`}: ${fault.message}${more}]`;
}
