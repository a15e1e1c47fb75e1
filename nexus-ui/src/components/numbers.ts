/** Numbers as people read them. */
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** 1,234 · 12.3K · 4.5M */
export function count(value: number): string {
  return Math.abs(value) < 10_000 ? whole.format(value) : short.format(value);
}

/** A rate: 0 · 0.4 · 12.5 · 1,240 */
export function rate(value: number): string {
  if (value === 0) return "0";
  return value < 10 ? value.toFixed(1) : count(Math.round(value));
}

export function percent(part: number, of: number): string {
  if (of === 0) return "0 %";
  const share = (100 * part) / of;
  if (share === 0 || share >= 10) return `${Math.round(share)} %`;
  return share < 0.01 ? "< 0.01 %" : `${share.toFixed(share < 1 ? 2 : 1)} %`;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** 512 B · 10 MiB · 76.5 GiB */
export function bytes(value: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, value)) / 10));
  const short = value / 1024 ** power;
  return `${short < 100 && power > 0 ? Number(short.toFixed(1)) : Math.round(short)} ${UNITS[power]}`;
}

/** A duration given in milliseconds: 0.8 ms · 23 ms · 1.4 s · 3 min */
export function duration(ms: number | null | undefined): string {
  if (ms == null) return "–";
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  return ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}
