/**
 * The lines that the log page holds: the newest first, live ones at the top, older pages below. It never holds more than
 * `MOST` live lines; what it lets go at the bottom is read again from the log when one scrolls there.
 */
import type { Schemas } from "@/api/client";

export type Line = Schemas["LogLine"];
type Page = Schemas["LogLines"];

export const MOST = 5_000;

/** Where older lines are found: at a cursor, before a time, or nowhere. */
export type Older = { cursor: string } | { before: string } | null;

function before(line: Line | undefined): Older {
  // A millisecond more, for others that ended in the same one; those that are known are left out when they come.
  return line ? { before: new Date(Date.parse(line.finished_at) + 1).toISOString() } : null;
}

export class Tape {
  rows: readonly Line[] = [];
  older: Older = null;
  /** How many lines came while nobody wanted to see rows move. */
  waiting = 0;
  private coming: Line[] = [];
  private overflowed = false;
  private begun = false;
  private known = new Set<string>();

  constructor(private readonly most = MOST) {}

  /** Takes a line of the stream; it is shown by `flush`. */
  add(line: Line): void {
    if (this.known.has(line.id)) return;
    this.known.add(line.id);
    this.coming.push(line);
    this.waiting += 1;
    if (this.coming.length < 2 * this.most) return;
    for (const old of this.coming.splice(0, this.coming.length - this.most)) this.known.delete(old.id);
    this.overflowed = true;
  }

  /** Puts what came to the top, and returns whether anything did. */
  flush(): boolean {
    if (this.coming.length === 0) return false;
    const fresh = this.coming.slice(-this.most).reverse();
    const isGap = this.overflowed || this.coming.length > this.most;
    const all = isGap ? fresh : [...fresh, ...this.rows];
    this.coming = [];
    this.waiting = 0;
    this.overflowed = false;
    if (isGap || all.length > this.most) {
      this.rows = all.slice(0, this.most);
      this.known = new Set(this.rows.map((one) => one.id));
      this.older = before(this.rows.at(-1));
    } else this.rows = all;
    return true;
  }

  /** Takes the newest page of the log; lines of the stream may have come before it, and earlier pages too. */
  begin(page: Page): void {
    this.flush();
    const { older, begun } = this;
    const goesOn = begun && page.items.some((one) => this.known.has(one.id));
    if (begun && !goesOn) this.forget(); // more happened since than a page holds: what was before is read again
    this.append(page);
    if (goesOn) this.older = older;
    this.begun = true;
    const endedAt = new Map(this.rows.map((one) => [one.id, Date.parse(one.finished_at)]));
    this.rows = [...this.rows].sort((a, b) => (endedAt.get(b.id) ?? 0) - (endedAt.get(a.id) ?? 0));
  }

  private forget(): void {
    this.rows = [];
    this.known.clear();
  }

  /** Takes a page of what was before. */
  append(page: Page): void {
    const fresh = page.items.filter((one) => !this.known.has(one.id));
    for (const one of fresh) this.known.add(one.id);
    this.rows = [...this.rows, ...fresh];
    this.older = page.next === null ? null : { cursor: page.next };
  }
}
