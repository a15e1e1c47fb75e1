import { describe, expect, it } from "vitest";
import { parseExact } from "@/api/exact";
import { formatPath, parsePath, valueAt } from "./paths";
import { isKnown, madeUp, nodeFor, type SourceTree, sampleText, treeOf, visibleNodes } from "./tree";

function told(tree: SourceTree): string[] {
  return tree.nodes.filter((one) => !one.isAbout).map((one) => `${"  ".repeat(one.depth)}${one.path}: ${one.type}`);
}

describe("paths", () => {
  it.each([
    ["customer.email", ["customer", "email"]],
    ["items[0].sku", ["items", 0, "sku"]],
    ["items[-1]", ["items", -1]],
    ["items[].sku", ["items", 0, "sku"]],
    ['["a.b"].c', ["a.b", "c"]],
    ["first name.x", ["first name", "x"]],
    ["$", []],
    ["$.message", ["message"]],
  ])("%s is read part by part", (text, parts) => {
    expect(parsePath(text)).toEqual(parts);
  });

  it.each(["", "a..b", "a.", "a[b]", '["a', "a b.[", "a]"])("%s is no path", (text) => {
    expect(parsePath(text)).toBeNull();
  });

  it("are written so that they are read as the same", () => {
    for (const parts of [
      ["a", 0, "b c"],
      ["a.b", 'say "hi"', "back\\slash"],
      ["message", "id"],
      [],
      ["ümlaut", "x-y"],
    ]) {
      expect(parsePath(formatPath(parts))).toEqual(parts);
    }
    expect(formatPath(["message", "id"])).toBe("$.message.id");
  });

  it("find what is there, and nothing else", () => {
    const value = { items: [{ sku: "a" }, { sku: "b" }], none: null };
    expect(valueAt(value, ["items", -1, "sku"])).toBe("b");
    expect(valueAt(value, ["items", "length"])).toBeUndefined();
    expect(valueAt(value, ["none", "x"])).toBeUndefined();
    expect(valueAt(value, ["toString"])).toBeUndefined();
  });
});

describe("the tree of fields", () => {
  const fields = [
    { name: "id", type: "integer" as const, required: true },
    { name: "customer.email", type: "string" as const },
    { name: "items[].sku", type: "string" as const },
    { name: "note", type: "any" as const },
  ];

  it("has what the application names, nested, with the first element for all of an array", () => {
    expect(told(treeOf(fields, []))).toEqual([
      "$: object",
      "id: integer",
      "customer: object",
      "  customer.email: string",
      "items: array",
      "  items[0]: object",
      "    items[0].sku: string",
      "note: any",
    ]);
  });

  it("has what samples have, and types that all of them fit", () => {
    const samples = [
      { id: 1, at: "2026-01-31T12:00:00Z", price: 1, day: "2026-01-31", tags: ["a"], mixed: 1 },
      { id: 2, at: "soon", price: 1.5, day: "2026-02-01", tags: [], mixed: "x", gone: null },
    ];
    expect(told(treeOf([], samples))).toEqual([
      "$: object",
      "id: integer",
      "at: string",
      "price: decimal",
      "day: date",
      "tags: array",
      "  tags[0]: string",
      "mixed: any",
      "gone: any",
    ]);
  });

  it("believes the application more than a sample, and takes fields from both", () => {
    const tree = treeOf(fields, [{ id: "7", customer: { name: "Ada" } }]);
    expect(told(tree)).toContain("id: integer");
    expect(told(tree)).toContain("  customer.name: string");
  });

  it("takes numbers with many digits for numbers", () => {
    const sample = parseExact('{"id": 10000000000000000000001, "total": 12.500000000000000000001}');
    expect(told(treeOf([], [sample])).slice(1)).toEqual(["id: integer", "total: decimal"]);
  });

  it("ends with what is known of every message", () => {
    const about = treeOf([], [{ message: { id: 1 } }]).nodes.map((one) => one.path);
    expect(about).toContain("$.message.id");
    expect(about.slice(-5)).toEqual([
      "message",
      "message.id",
      "message.source",
      "message.received_at",
      "message.headers",
    ]);
  });

  it("hides what is folded, and shows what is searched for with what holds it", () => {
    const tree = treeOf(fields, []);
    const paths = (folded: string[], filter = "") =>
      visibleNodes(tree, new Set(folded), filter).map((one) => tree.nodes[one]?.path);
    expect(paths(["items", "message"])).toEqual(["$", "id", "customer", "customer.email", "items", "note", "message"]);
    expect(paths(["customer"], "EMAIL")).toEqual(["customer", "customer.email"]);
    expect(paths([], "no such")).toEqual([]);
  });

  it("knows where a rule's path ends, or what is nearest above it", () => {
    const tree = treeOf(fields, []);
    const at = (path: string) => tree.nodes[nodeFor(tree, path)]?.path;
    expect(at("items[3].sku")).toBe("items[0].sku");
    expect(at("customer.phone")).toBe("customer");
    expect(at("message.headers.topic")).toBe("message");
    expect(at("elsewhere")).toBeUndefined();
    expect(isKnown(tree, "items[-1].sku")).toBe(true);
    expect(isKnown(tree, "message.headers.topic")).toBe(true);
    expect(isKnown(tree, "customer.phone")).toBe(false);
  });

  it("tells in a line what a sample has", () => {
    const tree = treeOf(fields, []);
    const about = { id: "m1", source: "s", received_at: 0, headers: {} };
    const text = (path: string, payload: unknown) => {
      const node = tree.nodes[tree.byPath.get(path) ?? -1];
      return node && sampleText(node, payload, about);
    };
    expect(text("customer.email", { customer: { email: "a@b" } })).toBe("a@b");
    expect(text("items", { items: [1] })).toBe("1 element");
    const long = parseExact('{"id": 10000000000000000000001}') as { id: unknown };
    expect(text("id", long)).toBe(JSON.stringify(long.id)); // all its digits, where the browser keeps them
    expect(text("note", { note: null })).toBe("null");
    expect(text("note", {})).toBe("");
    expect(text("message.received_at", {})).toBe("1970-01-01T00:00:00.000Z");
  });

  it("makes a sample up that has every field", () => {
    const made = madeUp([...fields, { name: "state", type: "string", enum: ["paid", "open"] }]);
    expect(made).toEqual({ id: 1, customer: { email: "text" }, items: [{ sku: "text" }], note: "text", state: "paid" });
  });
});
