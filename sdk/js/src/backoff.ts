/** When to try again. */

/** How often and how patiently a request is tried again. Times in milliseconds. */
export interface RetryOptions {
  /** Attempts after the first; 8 unless told. */
  readonly attempts?: number;
  /** Longest pause before the first of them; it doubles with each. */
  readonly baseMs?: number;
  /** Longest pause at all, but for what the server asks for with `Retry-After`. */
  readonly capMs?: number;
  /** No attempt begins after this time; 2 minutes unless told. */
  readonly totalMs?: number;
}

export type Retry = Required<RetryOptions>;

const DEFAULT: Retry = { attempts: 8, baseMs: 200, capMs: 20_000, totalMs: 120_000 };

/** Return the options with what they leave open. */
export function retryOf(options: RetryOptions | false | undefined): Retry {
  return options === false ? { ...DEFAULT, attempts: 0 } : { ...DEFAULT, ...options };
}

/** Return the pause before an attempt: full jitter, so that senders that failed together do not come back together. */
export function pauseBefore(attempt: number, retry: Retry, retryAfterMs = 0): number {
  const backoff = Math.random() * Math.min(retry.capMs, retry.baseMs * 2 ** (attempt - 1));
  return retryAfterMs > 0 ? retryAfterMs + Math.min(backoff, retryAfterMs / 4) : backoff;
}

/** Return the milliseconds that a `Retry-After` asks for: seconds, or a date. */
export function parseRetryAfter(value: string | null, now = Date.now()): number | undefined {
  if (value === null) return undefined;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** Wait; ends at once, with the signal's reason, when it is aborted. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    if (signal?.aborted === true) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
