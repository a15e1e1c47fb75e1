/** W3C Trace Context: what a message tells of the trace that it was sent in. */

const SHAPE = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Where the trace context of a call comes from: a `traceparent`, or a function that knows the current one. */
export type TraceSource = string | (() => string | undefined);

/** Return a `traceparent` that begins a trace. */
export function newTraceparent(): string {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, "0"));
  return `00-${hex.slice(0, 16).join("")}-${hex.slice(16).join("")}-01`;
}

/** Return the `traceparent` to send; a malformed one is left out, as the specification asks. */
export function traceparentOf(source: TraceSource | undefined): string | undefined {
  const value = typeof source === "function" ? source() : source;
  return value !== undefined && SHAPE.test(value) ? value : undefined;
}
