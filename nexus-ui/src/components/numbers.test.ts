import { describe, expect, it } from "vitest";
import { bytes, count, duration, percent, plural, rate } from "./numbers";

describe("numbers", () => {
  it("are short where they are large", () => {
    expect([0, 999, 1234, 12_345, 4_500_000].map(count)).toEqual(["0", "999", "1,234", "12.3K", "4.5M"]);
  });
  it("as rates keep what matters", () => {
    expect([0, 0.42, 12.5, 1240].map(rate)).toEqual(["0", "0.4", "13", "1,240"]);
  });
  it("as shares never round a fault away", () => {
    expect([percent(0, 0), percent(1, 1_000_000), percent(1, 1000), percent(1, 20), percent(1, 2)]).toEqual([
      "0 %",
      "< 0.01 %",
      "0.10 %",
      "5.0 %",
      "50 %",
    ]);
  });
  it("as bytes have the unit that reads best", () => {
    expect([0, 512, 10 * 2 ** 20, 82_154_876_928, 2 ** 50].map(bytes)).toEqual([
      "0 B",
      "512 B",
      "10 MiB",
      "76.5 GiB",
      "1 PiB",
    ]);
  });
  it("as durations have the unit that reads best", () => {
    expect([null, 0.8, 23.4, 1400, 42_000, 180_000, 5_400_000].map(duration)).toEqual([
      "–",
      "0.8 ms",
      "23 ms",
      "1.4 s",
      "42 s",
      "3 min",
      "1.5 h",
    ]);
  });
  it("agree with their nouns", () => {
    expect([plural(1, "message"), plural(2, "message"), plural(1200, "entry", "entries")]).toEqual([
      "1 message",
      "2 messages",
      "1,200 entries",
    ]);
  });
});
