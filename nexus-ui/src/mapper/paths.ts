/** Paths as mappings write them: `customer.email`, `items[0].sku`, `["a.b"].c`, `$`. As `nexus.mapping.paths` reads them. */

export type Part = string | number;

/** The first names that do not stand for a field of the payload; a payload's own is `$.message`. */
const ROOTS = new Set(["message"]);

const NAME = /[^\s.[\]"'$\\]+(?: +[^\s.[\]"'$\\]+)*/y;
const INDEX = /\[(-?\d{1,9})?\]/y;
const QUOTED = /\["((?:[^"\\]|\\["\\])*)"\]/y;

function at(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

/** Returns the parts of a path, or null if it is none. `[]`, every element in the fields of an application, is the first. */
export function parsePath(text: string): Part[] | null {
  if (text === "") return null;
  const parts: Part[] = [];
  let position = text.startsWith("$") ? 1 : 0;
  while (position < text.length) {
    const quoted = at(QUOTED, text, position);
    const index = quoted ? null : at(INDEX, text, position);
    if (quoted) parts.push((quoted[1] ?? "").replace(/\\(["\\])/g, "$1"));
    else if (index) parts.push(Number(index[1] ?? 0));
    else {
      if (position > 0 && text[position] !== ".") return null;
      const name = at(NAME, text, position === 0 ? 0 : position + 1);
      if (!name) return null;
      parts.push(name[0]);
      position = NAME.lastIndex;
      continue;
    }
    position = quoted ? QUOTED.lastIndex : INDEX.lastIndex;
  }
  return parts;
}

/** Returns the text of a path into the payload. */
export function formatPath(parts: readonly Part[]): string {
  let text = "";
  for (const part of parts) {
    if (typeof part === "number") text += `[${part}]`;
    else if (at(NAME, part, 0)?.[0] === part) text += text ? `.${part}` : part;
    else text += `["${part.replace(/[\\"]/g, "\\$&")}"]`;
  }
  const [first] = parts;
  if (typeof first === "string" && ROOTS.has(first)) return `$.${text}`;
  return text || "$";
}

/** Returns what is there, or undefined. */
export function valueAt(value: unknown, parts: readonly Part[]): unknown {
  let found = value;
  for (const part of parts) {
    if (found === null || typeof found !== "object") return undefined;
    if (Array.isArray(found)) {
      if (typeof part !== "number") return undefined;
      found = found.at(part);
    } else {
      if (typeof part !== "string" || !Object.hasOwn(found, part)) return undefined;
      found = (found as Record<string, unknown>)[part];
    }
  }
  return found;
}
