/** One request to `/ingress`, tried again with the very same body and key until it is acknowledged or refused. */

import { type Receipt, readAnswer } from "./answer.js";
import { pause, pauseBefore, type Retry } from "./backoff.js";
import { ConfigurationError, ConnectionFailed, isTemporary, NexusError, Refused } from "./errors.js";
import { gzip } from "./gzip.js";

/** What all requests of a client share. */
export interface TransportOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly retry: Retry;
  readonly timeoutMs: number;
  /** Bodies from this size on are compressed. */
  readonly gzipFromBytes: number;
  readonly fetch: typeof fetch;
}

/** Messages that travel together. */
export interface Parcel {
  /** Messages as JSON. */
  readonly texts: readonly string[];
  /** Whether they go as an array, even one alone. */
  readonly batch: boolean;
  /** By which the server recognises a resend; none where it does so by the messages' own ids. */
  readonly key?: string | undefined;
  readonly partial?: boolean | undefined;
  readonly traceparent?: string | undefined;
}

/** Sends parcels. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #endpoint: string;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#endpoint = endpointOf(options.url);
    if (!/^[\x21-\x7e]+$/.test(options.apiKey)) throw new ConfigurationError("apiKey must be the application's key, nxk_…");
  }

  /**
   * Send a parcel and return its acknowledgement.
   *
   * @throws Refused, ConnectionFailed, or the signal's reason.
   */
  async send(parcel: Parcel, signal?: AbortSignal): Promise<Receipt> {
    const { retry } = this.#options;
    const end = Date.now() + retry.totalMs;
    const body = await this.#body(parcel);
    let isUnknown = false;
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      try {
        return await this.#attempt(parcel, body, signal);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof NexusError) isUnknown = error.isUnknown ||= isUnknown;
        if (!isTemporary(error) || attempt > retry.attempts) throw error;
        const wait = pauseBefore(attempt, retry, error instanceof Refused ? error.retryAfterMs : undefined);
        if (Date.now() + wait > end) throw error;
        await pause(wait, signal);
      }
    }
  }

  /** Send a parcel on behalf of a page that is going away: at once, uncompressed, without another attempt. */
  async sendLast(parcel: Parcel): Promise<Receipt> {
    const text = textOf(parcel);
    const response = await this.#options.fetch(this.#url(parcel), { ...this.#request(parcel, text, false), keepalive: true });
    return readAnswer(response, parcel.texts.length);
  }

  async #attempt(parcel: Parcel, body: Body, signal: AbortSignal | undefined): Promise<Receipt> {
    const ending = new AbortController();
    const abort = (): void => { ending.abort(signal?.reason); };
    const late = new Error(`no answer within ${String(this.#options.timeoutMs)} ms`);
    const timer = setTimeout(() => { ending.abort(late); }, this.#options.timeoutMs);
    signal?.addEventListener("abort", abort);
    try {
      const request = this.#request(parcel, body.content, body.compressed);
      const response = await this.#options.fetch(this.#url(parcel), { ...request, signal: ending.signal });
      return await readAnswer(response, parcel.texts.length);
    } catch (error) {
      if (error instanceof Refused || error instanceof ConnectionFailed) throw error;
      throw new ConnectionFailed(`${this.#endpoint}: ${reasonOf(error)}`, { cause: error });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }

  #url(parcel: Parcel): string {
    return parcel.partial === true ? `${this.#endpoint}?partial=true` : this.#endpoint;
  }

  #request(parcel: Parcel, body: BodyInit, compressed: boolean): RequestInit {
    const headers: Record<string, string> = { "X-API-Key": this.#options.apiKey, "Content-Type": "application/json" };
    if (compressed) headers["Content-Encoding"] = "gzip";
    if (parcel.key !== undefined) headers["Idempotency-Key"] = parcel.key;
    if (parcel.traceparent !== undefined) headers.traceparent = parcel.traceparent;
    // The key goes to the server that it was given for, and nowhere else: no redirects, no cookies, no referrer.
    return { method: "POST", headers, body, redirect: "manual", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" };
  }

  async #body(parcel: Parcel): Promise<Body> {
    const plain = new TextEncoder().encode(textOf(parcel));
    if (plain.byteLength < this.#options.gzipFromBytes) return { content: plain, compressed: false };
    const small = await gzip(plain);
    return small !== undefined && small.byteLength < plain.byteLength
      ? { content: small, compressed: true }
      : { content: plain, compressed: false };
  }
}

interface Body {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly compressed: boolean;
}

function textOf(parcel: Parcel): string {
  return parcel.batch ? `[${parcel.texts.join(",")}]` : (parcel.texts[0] ?? "");
}

function endpointOf(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConfigurationError(`url is no URL: ${text}; it looks like https://nexus.example.com`);
  }
  if (!/^https?:$/.test(url.protocol)) throw new ConfigurationError(`url must begin with http:// or https://: ${text}`);
  if (url.username !== "" || url.search !== "") throw new ConfigurationError("url must hold neither a user nor parameters");
  const path = url.pathname.replace(/\/+$/, "");
  return url.origin + (path.endsWith("/ingress") ? path : `${path}/ingress`);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return `${error instanceof Error ? error.message : String(error)}${cause}`;
}
