/** What a person made of a payload. */
import { parseExact } from "@/api/exact";

/** Returns why a text is no JSON, or null. */
export function faultOf(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return `This is not JSON yet: ${error instanceof Error ? error.message : error}`;
  }
}

/** Returns the body that sends it; a payload that was not edited stays the letter's own. */
export function bodyOf(text: string, own: string): { payload?: unknown } {
  return text === own ? {} : { payload: parseExact(text) };
}
