import { describe, expect, it } from "vitest";
import { parametersOf, placesOf, snippetsOf, valuesOf } from "./statement";

describe("the parameters of a statement", () => {
  it("are its names, each once, but none in texts, comments and casts", () => {
    const text = `SELECT ':no', "a:no", total::int, \`b:no\` FROM t -- :no
      /* :no
         :no */ WHERE a = :first AND b > :second_2 OR a = :first AND c = 'it''s :no'`;
    expect(placesOf(text)).toEqual(["first", "second_2"]);
  });

  it("keep what is said of them while the statement is edited", () => {
    const described = [
      { name: "a", type: "integer" as const, required: false, default: 3 },
      { name: "gone", type: "date" as const },
    ];
    expect(parametersOf("SELECT :a, :b", described)).toEqual([
      described[0],
      { name: "b", type: "string", required: true },
    ]);
  });

  it("are sent as they are typed, and left out where they may be", () => {
    const parameters = [
      { name: "a", type: "integer" as const, required: false },
      { name: "b", type: "string" as const, required: true },
      { name: "c", type: "json" as const },
      { name: "d", type: "decimal" as const },
    ];
    expect(valuesOf(parameters, { c: '{"x":1}', d: "1.50" })).toEqual({ b: "", c: { x: 1 }, d: "1.50" });
    expect(valuesOf(parameters, { a: "7", b: "x", c: "{" })).toEqual({ a: "7", b: "x", c: "{" });
  });
});

describe("what one types to run a query from outside", () => {
  it("fits its parameters", () => {
    const [page, body, stream] = snippetsOf("https://n.example", "open", [{ name: "customer", type: "integer" }]);
    expect(page?.code).toContain('"https://n.example/query/open?customer=7&page=1"');
    expect(body?.code).toContain(`--json '{"params":{"customer":"7"}}'`);
    expect(stream?.code).toContain('"https://n.example/query/open?customer=7"');
  });

  it("needs none", () => {
    const [page, , stream] = snippetsOf("https://n.example", "open", []);
    expect(page?.code).toContain("/query/open?page=1");
    expect(stream?.code).toContain('/query/open" ');
  });
});
