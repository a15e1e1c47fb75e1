/** Where the lines of a chart go. */
export interface Point {
  x: number;
  y: number;
}

/** Returns an SVG path through the points; a gap stays a gap. With `floor`, each piece is closed down to it. */
export function path(points: readonly (Point | null)[], floor?: number): string {
  const pieces: Point[][] = [];
  let piece: Point[] = [];
  for (const point of [...points, null]) {
    if (point) piece.push(point);
    else if (piece.length) {
      pieces.push(piece);
      piece = [];
    }
  }
  return pieces.map((one) => drawn(one, floor)).join("");
}

function drawn(points: readonly Point[], floor: number | undefined): string {
  const line = points.map((one, i) => `${i === 0 ? "M" : "L"}${one.x.toFixed(1)} ${one.y.toFixed(1)}`).join("");
  const [first, last] = [points[0], points.at(-1)];
  if (floor === undefined || !first || !last) return line;
  return `${line}L${last.x.toFixed(1)} ${floor}L${first.x.toFixed(1)} ${floor}Z`;
}

/** Returns about four round numbers from 0 to at least `most`. */
export function ticksUpTo(most: number): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((one) => one * magnitude >= rough) ?? 10) * magnitude;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}
