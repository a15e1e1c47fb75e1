/** What is mapped to: the columns of the destination with the rules that fill them, and rules whose targets are no column. */
import type { Schemas } from "@/api/client";
import type { Rule } from "./rules";

export type Column = Schemas["TableFieldView"];

export interface TargetRow {
  key: string;
  name: string;
  column: Column | undefined;
  /** Index of its rule; -1 if it has none. */
  rule: number;
  isKey: boolean;
  /** It has to be filled, and nothing fills it. */
  isMissing: boolean;
  /** The destination has no such column. */
  isUnknown: boolean;
}

const FILLS_ROWS = new Set(["insert", "upsert", "append", "publish", "post", "put"]);

/** Returns the rows in the order of the columns; after them what was `added`, and rules for what is no column, in theirs. */
export function targetRows(
  columns: readonly Column[] | undefined,
  rules: readonly Rule[],
  key: readonly string[],
  operation: string,
  added: readonly string[] = [],
): TargetRow[] {
  const byTarget = new Map<string, number>();
  const again: number[] = [];
  rules.forEach((rule, index) => {
    if (byTarget.has(rule.target)) again.push(index);
    else byTarget.set(rule.target, index);
  });
  const isWhole = byTarget.has("$");
  const row = (name: string, rule: number, column: Column | undefined, suffix = ""): TargetRow => {
    const isKey = key.includes(name) || (key.length === 0 && (column?.key ?? false));
    const mustBe = key.includes(name) || (FILLS_ROWS.has(operation) && (column?.required ?? false));
    return {
      key: name + suffix,
      name,
      column,
      rule,
      isKey,
      isMissing: rule < 0 && mustBe && !isWhole,
      isUnknown: columns !== undefined && column === undefined && name !== "$",
    };
  };
  const known = new Set((columns ?? []).map((one) => one.name));
  const named = [...byTarget].filter(([name]) => !known.has(name));
  const wanted = [...new Set([...key, ...added])].filter((name) => !known.has(name) && !byTarget.has(name));
  return [
    ...(columns ?? []).map((one) => row(one.name, byTarget.get(one.name) ?? -1, one)),
    ...wanted.map((name) => row(name, -1, undefined)),
    ...named.map(([name, rule]) => row(name, rule, undefined)),
    ...again.map((rule) => row(rules[rule]?.target ?? "", rule, undefined, `#${rule}`)),
  ];
}

/** Returns the rows to be shown, when some are searched for. */
export function filteredRows(
  rows: readonly TargetRow[],
  rules: readonly Rule[],
  filter: string,
  only: TargetFilter,
): TargetRow[] {
  const wanted = filter.trim().toLowerCase();
  return rows.filter((one) => {
    if (only === "mapped" && one.rule < 0) return false;
    if (only === "unmapped" && one.rule >= 0) return false;
    if (!wanted) return true;
    const rule = rules[one.rule];
    return [one.name, rule?.source, rule?.expression].some((text) => text?.toLowerCase().includes(wanted));
  });
}

export type TargetFilter = "all" | "mapped" | "unmapped";
