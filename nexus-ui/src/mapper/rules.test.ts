import { describe, expect, it } from "vitest";
import { callsOf, kindOf, linked, ofKind, type Rule, referencesOf, sorted, summaryOf, tidy, withCalls } from "./rules";
import { filteredRows, targetRows } from "./targets";
import { kindOfValue, valueFrom } from "./values";

const email: Rule = { source: "customer.email", target: "email", type: "string", transforms: ["trim", "lower"] };

describe("rules", () => {
  it("say only what is said; a default of null is", () => {
    expect(tidy({ target: "a", source: "b", type: null, transforms: [], default: null })).toEqual({
      target: "a",
      source: "b",
      default: null,
    });
  });

  it("change where the value comes from, and keep all else", () => {
    const computed = ofKind(email, "expression");
    expect(computed).toMatchObject({ expression: "payload.customer.email", transforms: ["trim", "lower"] });
    expect(kindOf(computed)).toBe("expression");
    expect(computed.source).toBeUndefined();
    expect(ofKind({ target: "at", source: "message.received_at" }, "expression").expression).toBe(
      "message.received_at",
    );
    expect(kindOf(ofKind(email, "constant"))).toBe("constant");
    expect(ofKind(email, "path")).toBe(email);
  });

  it("are made or changed by a link, and take the column's type", () => {
    const [rule] = linked([], "id", "order.id", "integer");
    expect(rule).toEqual({ source: "order.id", target: "id", type: "integer" });
    expect(linked([email], "email", "mail")[0]).toEqual({ ...email, source: "mail" });
    expect(linked([{ target: "x", expression: "1" }], "x", "y")[0]).toEqual({ target: "x", source: "y" });
    expect(linked([], "x", "y", "object")[0]).toEqual({ target: "x", source: "y" });
  });

  it("hand on the whole payload by one rule alone", () => {
    expect(linked([email], "$", "$")).toEqual([{ source: "$", target: "$" }]);
    expect(linked([{ source: "$", target: "$" }], "id", "id")).toEqual([{ source: "id", target: "id" }]);
  });

  it("have functions with and without arguments", () => {
    const calls = [
      { name: "trim", args: {} },
      { name: "round", args: { digits: 2 } },
    ];
    const rule = withCalls({ target: "a", source: "b" }, calls);
    expect(rule.transforms).toEqual(["trim", { name: "round", digits: 2 }]);
    expect(callsOf(rule)).toEqual(calls);
    expect(withCalls(rule, [])).toEqual({ target: "a", source: "b" });
    expect(summaryOf(email)).toBe("trim → lower → string");
  });

  it("get the faults that are theirs, those of the pipeline stand apart, those of others are left out", () => {
    const faults = [
      { path: "pipelines[1].mappings[2].transforms[0]", message: "no function" },
      { path: "pipelines[0].mappings[2].source", message: "of another" },
      { path: "mappings[0]", message: "wrong" },
      { path: "pipelines[1].key[0]", message: "nothing is mapped" },
      { path: "sources[0].application", message: "gone" },
    ];
    const { byRule, others } = sorted(faults, 1);
    expect([...byRule]).toEqual([
      [2, [{ path: "transforms[0]", message: "no function" }]],
      [0, [{ path: "", message: "wrong" }]],
    ]);
    expect(others).toEqual([{ path: "key[0]", message: "nothing is mapped" }]);
  });

  it("name the fields that their expressions look at, texts and methods left out", () => {
    expect(referencesOf('payload.a.b > 1 ? payload.items[0].sku.lowerAscii() : "payload.not"')).toEqual([
      "a.b",
      "items[0].sku",
    ]);
    expect(referencesOf("message.received_at")).toEqual(["message.received_at"]);
    expect(referencesOf("size(payload)")).toEqual(["$"]);
    expect(referencesOf("1 + 1")).toEqual([]);
  });
});

describe("targets", () => {
  const column = (name: string, more = {}) => ({
    ...{ name, type: "string", native: "TEXT", nullable: true, key: false, required: false },
    ...more,
  });
  const columns = [column("id", { key: true, required: true }), column("email"), column("total", { required: true })];

  it("are the columns in their order, then what is no column", () => {
    const rows = targetRows(columns, [email, { target: "old", source: "x" }], ["id"], "upsert", ["new"]);
    expect(rows.map((one) => [one.name, one.rule, one.isMissing, one.isUnknown])).toEqual([
      ["id", -1, true, false],
      ["email", 0, false, false],
      ["total", -1, true, false],
      ["new", -1, false, true],
      ["old", 1, false, true],
    ]);
  });

  it("need only their key where rows are found and not made", () => {
    const missing = (operation: string) =>
      targetRows(columns, [], ["id"], operation)
        .filter((one) => one.isMissing)
        .map((one) => one.name);
    expect(missing("update")).toEqual(["id"]);
    expect(missing("insert")).toEqual(["id", "total"]);
  });

  it("are not wanting where the whole payload goes out", () => {
    const rows = targetRows(columns, [{ source: "$", target: "$" }], [], "insert");
    expect(rows.filter((one) => one.isMissing)).toEqual([]);
    expect(rows.at(-1)).toMatchObject({ name: "$", isUnknown: false });
  });

  it("that are mapped twice have a row for each rule", () => {
    const rows = targetRows(columns, [email, { ...email, source: "other" }], [], "insert");
    expect(rows.map((one) => one.key)).toEqual(["id", "email", "total", "email#1"]);
  });

  it("are found by their name, and by what they get", () => {
    const rows = targetRows(columns, [email], [], "insert");
    const names = (filter: string, only: "all" | "mapped" | "unmapped" = "all") =>
      filteredRows(rows, [email], filter, only).map((one) => one.name);
    expect(names("CUSTOMER")).toEqual(["email"]);
    expect(names("", "unmapped")).toEqual(["id", "total"]);
    expect(names("", "mapped")).toEqual(["email"]);
  });
});

describe("values", () => {
  it("are what their text says, of the kind that is chosen", () => {
    expect(valueFrom("0", "text")).toBe("0");
    expect(valueFrom("0", "number")).toBe(0);
    expect(valueFrom("zero", "number")).toBeUndefined();
    expect(valueFrom("[1", "json")).toBeUndefined();
    expect(valueFrom('{"a": 1}', "json")).toEqual({ a: 1 });
    expect([null, "", 1, true, []].map(kindOfValue)).toEqual(["null", "text", "number", "boolean", "json"]);
  });
});
