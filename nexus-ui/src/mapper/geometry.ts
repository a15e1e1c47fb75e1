/** Where links are drawn. Lists are windowed: of the links, those with an end in sight are drawn, the others are not. */

export interface Link {
  /** Index of its rule. */
  rule: number;
  /** Position in the list of sources; -1 if it comes from nowhere. */
  source: number;
  target: number;
  /** It goes through an expression, or ends at what holds its field. */
  isIndirect: boolean;
}

export interface Side {
  rowHeight: number;
  scrollTop: number;
  height: number;
}

export interface Drawn extends Link {
  d: string;
  /** An end is out of sight. */
  isCut: boolean;
}

/** Returns where the middle of a row is, held within what is seen, and whether it had to be. */
export function endOf(position: number, side: Side): { y: number; isCut: boolean } {
  const y = (position + 0.5) * side.rowHeight - side.scrollTop;
  const within = Math.min(Math.max(y, 0), side.height);
  return { y: within, isCut: within !== y };
}

/** Returns the rows to be drawn with the active one among them, where there is one: what has the focus must be there. */
export function withActive(rows: number[], active: number): number[] {
  return active < 0 || rows.includes(active) ? rows : [...rows, active].sort((a, b) => a - b);
}

export function curve(x1: number, y1: number, x2: number, y2: number): string {
  const bend = Math.max(24, (x2 - x1) * 0.5);
  return `M${x1} ${y1.toFixed(1)}C${x1 + bend} ${y1.toFixed(1)} ${x2 - bend} ${y2.toFixed(1)} ${x2} ${y2.toFixed(1)}`;
}

/** Returns the links to be drawn over a gap of `width`. */
export function drawnLinks(links: readonly Link[], from: Side, to: Side, width: number): Drawn[] {
  const drawn: Drawn[] = [];
  for (const link of links) {
    if (link.source < 0 || link.target < 0) continue;
    const start = endOf(link.source, from);
    const end = endOf(link.target, to);
    if (start.isCut && end.isCut) continue;
    drawn.push({ ...link, d: curve(0, start.y, width, end.y), isCut: start.isCut || end.isCut });
  }
  return drawn;
}
