/** Cuts JSON that is printed well into parts of one kind each. */
export interface Token {
  kind: "plain" | "name" | "text" | "number" | "word" | "masked";
  text: string;
}

/** What stands in the place of what an application wants masked. */
export const MASK = "********";

const PART = /("(?:[^"\\]|\\.)*"?)(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (const found of text.matchAll(PART)) {
    if (found.index > at) tokens.push({ kind: "plain", text: text.slice(at, found.index) });
    const [whole, quoted, colon, number] = found;
    if (quoted && colon) tokens.push({ kind: "name", text: quoted }, { kind: "plain", text: colon });
    else if (quoted) tokens.push({ kind: quoted.includes(MASK) ? "masked" : "text", text: quoted });
    else tokens.push({ kind: number ? "number" : "word", text: whole });
    at = found.index + whole.length;
  }
  if (at < text.length) tokens.push({ kind: "plain", text: text.slice(at) });
  return tokens;
}
