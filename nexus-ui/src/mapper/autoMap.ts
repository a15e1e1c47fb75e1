/**
 * Finds which field a column is meant for, by names and types. Names are compared word by word, so that `customerEmail`,
 * `customer_email`, `CUSTOMER-EMAIL` and `customer.email` are the same. What is ambiguous is left to a person.
 */
import { isRuleType, type Rule, tidy } from "./rules";
import type { TargetRow } from "./targets";
import type { SourceNode, SourceTree } from "./tree";

export interface Proposal {
  target: string;
  source: string;
  /** From 0 to 1. */
  score: number;
  rule: Rule;
}

const LEAST = 0.55;

/** Words that stand for the same. */
const SAME: Record<string, string> = Object.fromEntries(
  [
    ["number", "no", "num", "nr", "nbr"],
    ["quantity", "qty"],
    ["amount", "amt"],
    ["address", "addr"],
    ["description", "desc", "descr"],
    ["telephone", "phone", "tel"],
    ["email", "mail"],
    ["identifier", "id", "ident"],
    ["customer", "cust"],
    ["organisation", "organization", "org"],
    ["postcode", "zip", "postal", "plz"],
    ["timestamp", "ts"],
    ["reference", "ref"],
    ["category", "cat"],
    ["currency", "curr"],
    ["message", "msg"],
    ["value", "val"],
    ["count", "cnt"],
    ["first", "fst"],
    ["percent", "pct"],
  ].flatMap(([word = "", ...others]) => [word, ...others].map((one) => [one, word])),
);

/** Returns the words of a name, in small letters, without accents: `orderLine_No2` → order, line, number, 2. */
export function wordsOf(name: string): string[] {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/e-mail/gi, "email")
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .replace(/(\p{L})(\d)/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean)
    .map((word) => SAME[word] ?? word);
}

const NUMBERS = new Set(["integer", "decimal", "float"]);
const MOMENTS = new Set(["date", "time", "timestamp"]);

/** Returns how well values of one type fit another: 1 as they are, 0 never. */
export function typeFit(source: string, target: string | undefined): number {
  if (!target || target === "any" || source === "any" || source === "" || source === target) return 1;
  if (target === "json") return source === "object" || source === "array" ? 1 : 0.7;
  if (source === "object" || source === "array") return 0;
  if (target === "string") return source === "json" ? 0.3 : 0.9;
  if (source === "string") return 0.75;
  if (NUMBERS.has(source) && NUMBERS.has(target)) return target === "integer" ? 0.6 : 0.95;
  if (MOMENTS.has(source) && MOMENTS.has(target)) return source === "timestamp" || target === "timestamp" ? 0.8 : 0;
  if (source === "integer" && target === "boolean") return 0.6;
  return 0;
}

function singular(word: string): string {
  return word.length > 3 ? word.replace(/ies$/, "y").replace(/([^s])s$/, "$1") : word;
}

/** Words, made ready to be compared with thousands of others. */
export interface Words {
  all: readonly string[];
  /** Without gaps: `post code` is `postcode`. */
  joined: string;
  /** In the singular, each after a gap. */
  spaced: string;
}

export function made(all: readonly string[]): Words {
  return { all, joined: all.join(""), spaced: all.map((one) => ` ${singular(one)}`).join("") };
}

export interface Source {
  /** All words of the path. */
  path: Words;
  /** Those of its last name. */
  leaf: Words;
}

export interface Wanted {
  whole: Words;
  /** Without words at its head that say nothing. */
  own: Words;
}

function same(a: Words, b: Words): boolean {
  return a.joined === b.joined || a.spaced === b.spaced;
}

function isEndOf(path: Words, end: Words, leaf: Words): boolean {
  return end.all.length > leaf.all.length && path.spaced.endsWith(end.spaced);
}

/** Returns how alike names are: 1 the same, 0 not at all. */
export function nameScore({ path, leaf }: Source, { whole, own }: Wanted): number {
  if (whole.joined === "" || leaf.joined === "") return 0;
  const isNested = path.all.length > leaf.all.length;
  if (same(path, whole)) return 1;
  if (same(path, own)) return 0.95;
  if (same(leaf, whole)) return isNested ? 0.88 : 0.98;
  if (same(leaf, own)) return isNested ? 0.8 : 0.9;
  if (isEndOf(path, whole, leaf)) return 0.86;
  if (isEndOf(path, own, leaf)) return 0.8;
  return leaf.all.every((one) => whole.all.includes(one)) ? likeness(path.all, whole.all) : 0;
}

/** Part of the words are the same, and more than one. */
function likeness(path: readonly string[], target: readonly string[]): number {
  const wanted = new Set(target);
  const given = new Set(path);
  const shared = [...given].filter((one) => wanted.has(one)).length;
  return shared > 1 ? (0.75 * 2 * shared) / (wanted.size + given.size) : 0;
}

/** Returns first words that say nothing: the table's own, and those that most columns begin with. */
function saysNothing(rows: readonly TargetRow[], table: string): Set<string> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const [first, ...rest] = wordsOf(row.name);
    if (first && rest.length > 0) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const common = [...counts].filter(([, count]) => count >= 3 && count > rows.length * 0.6).map(([word]) => word);
  const own = wordsOf(table.split(".").at(-1) ?? "");
  return new Set([...common, ...own, "fld", "col", "field", "column"].map(singular));
}

function wantedOf(name: string, extra: ReadonlySet<string>): Wanted {
  const words = wordsOf(name);
  let own = words;
  while (own.length > 1 && extra.has(singular(own[0] ?? ""))) own = own.slice(1);
  return { whole: made(words), own: made(own) };
}

function isLeaf(node: SourceNode): boolean {
  return !node.isAbout && node.parts.length > 0 && !(node.hasChildren && node.type === "object");
}

function sourceOf(node: SourceNode): Source {
  const names = node.parts.filter((part) => typeof part === "string");
  return { path: made(names.flatMap(wordsOf)), leaf: made(wordsOf(names.at(-1) ?? "")) };
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\d]/gu, "");
}

interface Known {
  node: SourceNode;
  name: Source;
  letters: string;
  weight: number;
}

/** Finds the fields that can be meant at all: of two names that are alike, the last word of one is in the other. */
function indexed(sources: readonly Known[]): (wanted: Wanted) => Set<Known> {
  const byWord = new Map<string, Known[]>();
  for (const source of sources) {
    const { path, leaf } = source.name;
    for (const key of new Set([singular(leaf.all.at(-1) ?? ""), path.joined, leaf.joined])) {
      const those = byWord.get(key);
      if (those) those.push(source);
      else byWord.set(key, [source]);
    }
  }
  return ({ whole, own }) => {
    const keys = [...whole.all.map(singular), whole.joined, own.joined];
    return new Set(keys.flatMap((key) => byWord.get(key) ?? []));
  };
}

/**
 * Proposes rules for the rows that have none.
 *
 * Each field is proposed once, fields that no rule reads yet first. Where two fields are alike for a column, none is.
 */
export function proposals(
  tree: SourceTree,
  rows: readonly TargetRow[],
  rules: readonly Rule[],
  table = "",
): Proposal[] {
  const extra = saysNothing(rows, table);
  const used = new Set(rules.map((one) => one.source));
  const near = indexed(
    tree.nodes.filter(isLeaf).map((node) => ({
      node,
      name: sourceOf(node),
      letters: letters(node.name),
      weight: (node.parts.some((part) => typeof part === "number") ? 0.7 : 1) * (used.has(node.path) ? 0.9 : 1),
    })),
  );
  const found: Candidate[] = [];
  for (const row of rows) {
    if (row.rule >= 0 || row.name === "$") continue;
    const wanted = wantedOf(row.name, extra);
    const own = letters(row.name);
    for (const source of near(wanted)) {
      const alike = nameScore(source.name, wanted);
      if (alike === 0) continue;
      const fit = typeFit(source.node.type, row.column?.type);
      // By the same letters rather than by a word for the same.
      const score = fit && alike * (0.7 + 0.3 * fit) * source.weight * (source.letters === own ? 1 : 0.995);
      if (score >= LEAST) found.push({ row, node: source.node, score });
    }
  }
  return chosen(found.sort((a, b) => b.score - a.score || a.node.depth - b.node.depth));
}

interface Candidate {
  row: TargetRow;
  node: SourceNode;
  score: number;
}

function chosen(candidates: readonly Candidate[]): Proposal[] {
  const byRow = new Map<TargetRow, Candidate[]>();
  for (const one of candidates) byRow.set(one.row, [...(byRow.get(one.row) ?? []), one]);
  const taken = new Set<string>();
  const done = new Set<TargetRow>();
  const result: Proposal[] = [];
  for (const { row, node, score } of candidates) {
    if (done.has(row) || taken.has(node.path)) continue;
    done.add(row);
    const hasRival = byRow
      .get(row)
      ?.some(
        (one) =>
          one.node !== node && one.node.depth === node.depth && score - one.score < 0.001 && !taken.has(one.node.path),
      );
    if (hasRival) continue;
    taken.add(node.path);
    const type = row.column?.type;
    const rule = tidy({ source: node.path, target: row.name, type: isRuleType(type) ? type : null });
    result.push({ target: row.name, source: node.path, score, rule });
  }
  return result;
}
