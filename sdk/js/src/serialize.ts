/** From a message to its JSON text, without the silent losses of `JSON.stringify`. */

import { invalid } from "./errors.js";

/** A message: anything that `JSON.stringify` makes an object of. */
export type Message = object;

const encoder = new TextEncoder();

/** Return how many bytes a text has in UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).byteLength;
}

/**
 * Return a message as JSON.
 *
 * @throws InvalidMessage: it is no object, or holds what JSON cannot (`NaN`, `Infinity`, a bigint, a circle).
 */
export function serialize(message: Message, index = 0): string {
  let text: unknown;
  try {
    text = JSON.stringify(message, refuseLosses);
  } catch (error) {
    const path = locate(message, "", new Set());
    throw invalid(index, path ?? "", error instanceof Error ? error.message : String(error));
  }
  if (typeof text !== "string" || !text.startsWith("{")) {
    throw invalid(index, "", "must be an object; an array of messages goes to sendMany");
  }
  return text;
}

function refuseLosses(_key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError(`${String(value)} is no JSON number; send null, or leave it out`);
  }
  if (typeof value === "bigint") {
    throw new TypeError("a bigint has no JSON form that every reader keeps exact; send it as a string");
  }
  return value;
}

/** Return the path of the first value that JSON cannot hold. */
function locate(value: unknown, path: string, above: Set<unknown>): string | undefined {
  if (typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value))) return path;
  if (typeof value !== "object" || value === null) return undefined;
  if (above.has(value)) return path;
  const inside = new Set(above).add(value);
  for (const [key, child] of Object.entries(value)) {
    const step = Array.isArray(value) ? `[${key}]` : path === "" ? key : `.${key}`;
    const found = locate(child, path + step, inside);
    if (found !== undefined) return found;
  }
  return undefined;
}
