import { describe, expect, it } from "vitest";
import { type Column, sorted } from "./DataTable";

const column: Column<{ n: string | null }> = { key: "n", title: "N", render: (row) => row.n, sortBy: (row) => row.n };
const rows = [{ n: "b10" }, { n: null }, { n: "b2" }];

describe("a sorted list", () => {
  it("counts numbers in names, and has what is missing at its end, in both directions", () => {
    expect(sorted(rows, column, false).map((row) => row.n)).toEqual(["b2", "b10", null]);
    expect(sorted(rows, column, true).map((row) => row.n)).toEqual(["b10", "b2", null]);
  });

  it("stays as it came without a column", () => {
    expect(sorted(rows, undefined, false)).toBe(rows);
  });
});
