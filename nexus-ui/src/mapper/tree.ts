/** What there is to map: the fields that an application names, and those that samples have, as one tree. */
import type { Schemas } from "@/api/client";
import { formatPath, type Part, parsePath, valueAt } from "./paths";
import type { About } from "./useSamples";

export type Field = Schemas["FieldDocument"];

export interface SourceNode {
  /** As a rule writes it. */
  path: string;
  /** What it is called in its place. */
  name: string;
  /** Into the payload; of what is known of the message, into that. */
  parts: readonly Part[];
  type: string;
  depth: number;
  /** Index of the node that holds it; -1 at the top. */
  parent: number;
  hasChildren: boolean;
  isRequired: boolean;
  /** Of the message and not of its payload. */
  isAbout: boolean;
}

export interface SourceTree {
  /** Each before those that it holds. */
  nodes: readonly SourceNode[];
  byPath: ReadonlyMap<string, number>;
}

interface Growing {
  type: string;
  isRequired: boolean;
  children: Map<Part, Growing>;
}

const WHOLE = "$";
const ABOUT: readonly [string, string][] = [
  ["id", "string"],
  ["source", "string"],
  ["received_at", "timestamp"],
  ["headers", "object"],
];
const MOST_NODES = 5_000;

function grow(): Growing {
  return { type: "", isRequired: false, children: new Map() };
}

function childOf(node: Growing, part: Part): Growing {
  const known = node.children.get(part);
  if (known) return known;
  const made = grow();
  node.children.set(part, made);
  if (!node.type || node.type === "any") node.type = typeof part === "number" ? "array" : "object";
  return made;
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Numbers that keep their digits are objects to scripts; their text says what they are. */
function isExactNumber(value: object): boolean {
  const { isRawJSON } = JSON as unknown as { isRawJSON?: (value: unknown) => boolean };
  return isRawJSON?.(value) ?? false;
}

export function typeOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "decimal";
  if (typeof value === "object")
    return !isExactNumber(value) ? "object" : /^-?\d+$/.test(JSON.stringify(value)) ? "integer" : "decimal";
  const text = String(value);
  if (DATE.test(text)) return "date";
  if (MOMENT.test(text)) return "timestamp";
  return UUID.test(text) ? "uuid" : "string";
}

function joined(former: string, seen: string): string {
  if (former === "" || former === seen) return seen || former;
  if (seen === "") return former;
  const both = new Set([former, seen]);
  if (both.has("integer") && both.has("decimal")) return "decimal";
  const isText = [...both].every((one) => ["string", "date", "timestamp", "uuid"].includes(one));
  return isText ? "string" : "any";
}

function look(node: Growing, value: unknown, isFixed: ReadonlySet<Growing>): void {
  if (!isFixed.has(node)) node.type = joined(node.type, typeOf(value));
  if (Array.isArray(value)) {
    for (const item of value.slice(0, 20)) look(childOf(node, 0), item, isFixed);
  } else if (value !== null && typeof value === "object" && !isExactNumber(value)) {
    for (const [name, item] of Object.entries(value)) look(childOf(node, name), item, isFixed);
  }
}

function planted(fields: readonly Field[], samples: readonly unknown[]): Growing {
  const root = grow();
  const isFixed = new Set<Growing>();
  for (const field of fields) {
    const parts = parsePath(field.name);
    if (!parts || parts.length === 0) continue;
    let node = root;
    for (const part of parts) node = childOf(node, part);
    node.isRequired = field.required ?? false;
    if (field.type && field.type !== "any") {
      node.type = field.type;
      isFixed.add(node);
    }
  }
  for (const sample of samples) look(root, sample, isFixed);
  return root;
}

/** Makes the tree of what is known. Of an array the first element stands for all. */
export function treeOf(fields: readonly Field[], samples: readonly unknown[]): SourceTree {
  const root = planted(fields, samples);
  const nodes: SourceNode[] = [];
  const add = (node: Growing, parts: readonly Part[], parent: number): void => {
    const last = parts.at(-1);
    const index = nodes.length;
    nodes.push({
      path: formatPath(parts),
      name: last === undefined ? "Whole payload" : typeof last === "number" ? `[${last}]` : last,
      parts,
      type: last === undefined ? "object" : node.type || "any",
      depth: Math.max(0, parts.length - 1),
      parent,
      hasChildren: last !== undefined && node.children.size > 0,
      isRequired: node.isRequired,
      isAbout: false,
    });
    for (const [part, child] of node.children) {
      if (nodes.length < MOST_NODES) add(child, [...parts, part], last === undefined ? -1 : index);
    }
  };
  add(root, [], -1);
  addAbout(nodes);
  return { nodes, byPath: new Map(nodes.map((one, index) => [one.path, index])) };
}

function addAbout(nodes: SourceNode[]): void {
  const parent = nodes.length;
  const node = { parts: [] as string[], isRequired: false, isAbout: true };
  nodes.push({ ...node, path: "message", name: "message", type: "object", depth: 0, parent: -1, hasChildren: true });
  for (const [name, type] of ABOUT) {
    nodes.push({ ...node, path: `message.${name}`, name, parts: [name], type, depth: 1, parent, hasChildren: false });
  }
}

/** Returns the indexes of the nodes to be shown: of what is searched for with what holds it, else of what is unfolded. */
export function visibleNodes(tree: SourceTree, folded: ReadonlySet<string>, filter: string): number[] {
  const { nodes } = tree;
  const wanted = filter.trim().toLowerCase();
  if (wanted) {
    const shown = new Set<number>();
    nodes.forEach((node, index) => {
      if (!node.path.toLowerCase().includes(wanted) && !node.name.toLowerCase().includes(wanted)) return;
      for (let at = index; at >= 0; at = nodes[at]?.parent ?? -1) shown.add(at);
    });
    return [...shown].sort((a, b) => a - b);
  }
  const hidden = new Set<number>();
  return nodes.flatMap((node, index) => {
    const holder = nodes[node.parent];
    if (holder && (hidden.has(node.parent) || folded.has(holder.path))) {
      hidden.add(index);
      return [];
    }
    return [index];
  });
}

/** Returns the node that a rule's path leads to, or the nearest above it; -1 if there is nothing of it. */
export function nodeFor(tree: SourceTree, path: string): number {
  const known = tree.byPath.get(path);
  if (known !== undefined) return known;
  if (path.startsWith("message.")) return tree.byPath.get("message") ?? -1;
  const parts = parsePath(path)?.map((part) => (typeof part === "number" ? 0 : part)) ?? [];
  for (let length = parts.length; length > 0; length--) {
    const found = tree.byPath.get(formatPath(parts.slice(0, length)));
    if (found !== undefined) return found;
  }
  return path === WHOLE ? 0 : -1;
}

/** Returns whether a path leads to a field that is known; elements of an array are all alike. */
export function isKnown(tree: SourceTree, path: string): boolean {
  if (tree.byPath.has(path) || path.startsWith("message.headers")) return true;
  const parts = parsePath(path)?.map((part) => (typeof part === "number" ? 0 : part));
  return parts !== undefined && tree.byPath.has(formatPath(parts));
}

function withTime(about: About | undefined): unknown {
  return about && { ...about, received_at: new Date(about.received_at).toISOString() };
}

/** Returns what a sample has there, in one line; empty if it has nothing. */
export function sampleText(node: SourceNode, payload: unknown, about?: About): string {
  if (node.parts.length === 0) return "";
  const value = valueAt(node.isAbout ? withTime(about) : payload, node.parts);
  if (value === undefined) return "";
  if (Array.isArray(value)) return `${value.length} ${value.length === 1 ? "element" : "elements"}`;
  if (typeof value === "string") return value;
  return typeOf(value) === "object" ? "" : JSON.stringify(value);
}

const MADE: Record<string, unknown> = {
  string: "text",
  integer: 1,
  decimal: 12.5,
  float: 12.5,
  boolean: true,
  date: "2026-01-31",
  time: "12:30:00",
  timestamp: "2026-01-31T12:30:00Z",
  json: {},
  uuid: "0197f2a0-3b5c-7c11-9d7e-2f1f6a0c4b11",
  bytes: "QWRh",
  object: {},
  array: [],
};

/** Makes a sample up that has every field, so that there is something to try. */
export function madeUp(fields: readonly Field[]): unknown {
  const build = (node: Growing): unknown => {
    if (node.children.has(0)) return [build(node.children.get(0) ?? grow())];
    if (node.children.size === 0) return MADE[node.type] ?? "text";
    return Object.fromEntries([...node.children].map(([name, child]) => [String(name), build(child)]));
  };
  const permitted = new Map(fields.flatMap((one) => (one.enum?.length ? [[one.name, one.enum[0]] as const] : [])));
  const sample = build(planted(fields, [])) as Record<string, unknown>;
  for (const [name, value] of permitted) if (name in sample) sample[name] = value;
  return sample;
}
