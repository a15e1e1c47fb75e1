/** What the server says, read with suspicion: only what is certainly Nexus's acknowledgement counts as one. */

import { parseRetryAfter } from "./backoff.js";
import { ConnectionFailed, type Fault, type Refused, refusalOf } from "./errors.js";

/** The acknowledgement of a request: every message counted is on stable storage. */
export interface Receipt {
  readonly accepted: number;
  readonly duplicates: number;
  /** Message ids in the order of the request; null where a message was rejected. */
  readonly ids: readonly (string | null)[];
  /** With `partial`: messages that were not valid. */
  readonly rejected: number;
  readonly errors: readonly Fault[];
}

const PROBLEM = "urn:nexus:problem:";

/**
 * Return the acknowledgement of a request with so many messages.
 *
 * @throws Refused: the server said no.
 * @throws ConnectionFailed: the answer is none of Nexus.
 */
export async function readAnswer(response: Response, messages: number): Promise<Receipt> {
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
    throw refusalOf({ status: response.status, type: "redirected", detail: "Set url to where it leads.", errors: [] });
  }
  const body = asRecord(parse(await response.text()));
  if (response.status >= 400) throw refusal(response, body);
  const ids = body?.ids;
  if (response.status !== 202 || !Array.isArray(ids) || ids.length !== messages) {
    throw new ConnectionFailed(`something other than Nexus answered ${String(response.status)}: no acknowledgement`);
  }
  return {
    accepted: count(body?.accepted),
    duplicates: count(body?.duplicates),
    ids: ids.map((id: unknown) => (typeof id === "string" ? id : null)),
    rejected: count(body?.rejected),
    errors: faults(body?.errors),
  };
}

function refusal(response: Response, body: Record<string, unknown> | undefined): Refused {
  const type = typeof body?.type === "string" ? body.type : `http-${String(response.status)}`;
  const detail = body?.detail ?? body?.title;
  return refusalOf({
    status: response.status,
    type: type.startsWith(PROBLEM) ? type.slice(PROBLEM.length) : type,
    detail: typeof detail === "string" ? detail : "The answer says no more.",
    errors: faults(body?.errors),
    retryAfterMs: parseRetryAfter(response.headers.get("Retry-After")),
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function faults(value: unknown): Fault[] {
  if (!Array.isArray(value)) return [];
  return value.map((each: unknown) => {
    const fault = asRecord(each);
    return { index: count(fault?.index), path: text(fault?.path), message: text(fault?.message) };
  });
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
