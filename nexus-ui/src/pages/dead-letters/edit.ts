/** What a person made of a payload. */
import { parseExact } from "@/api/exact";

/** Returns the body that sends it; a payload that was not edited stays the letter's own. */
export function bodyOf(text: string, own: string): { payload?: unknown } {
  return text === own ? {} : { payload: parseExact(text) };
}
