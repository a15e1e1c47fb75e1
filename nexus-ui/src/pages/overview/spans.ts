/** The spans of time that the overview can show: seconds, and seconds of a point. */
export const SPANS = {
  "15m": { seconds: 900, resolution: 10 },
  "1h": { seconds: 3600, resolution: 30 },
  "6h": { seconds: 21_600, resolution: 180 },
  "24h": { seconds: 86_400, resolution: 600 },
  "7d": { seconds: 604_800, resolution: 3600 },
} as const;

export type Span = keyof typeof SPANS;

export function isSpan(text: string | undefined): text is Span {
  return text !== undefined && text in SPANS;
}
