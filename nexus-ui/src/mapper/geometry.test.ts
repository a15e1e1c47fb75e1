import { describe, expect, it } from "vitest";
import { drawnLinks, endOf, type Link } from "./geometry";
import { linksOf, usedPaths } from "./links";
import { targetRows } from "./targets";
import { treeOf, visibleNodes } from "./tree";

const side = (scrollTop: number) => ({ rowHeight: 20, scrollTop, height: 200 });

describe("links", () => {
  it("go from the middle of a row, and end at the edge where it is out of sight", () => {
    expect(endOf(2, side(0))).toEqual({ y: 50, isCut: false });
    expect(endOf(2, side(200))).toEqual({ y: 0, isCut: true });
    expect(endOf(50, side(0))).toEqual({ y: 200, isCut: true });
  });

  it("are drawn where an end is in sight; of five hundred a screenful", () => {
    const links: Link[] = Array.from({ length: 500 }, (_, i) => ({ rule: i, source: i, target: i, isIndirect: false }));
    const drawn = drawnLinks(links, side(0), side(0), 100);
    expect(drawn.map((one) => one.rule)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(drawn[0]?.d).toBe("M0 10.0C50 10.0 50 10.0 100 10.0");
    const apart = drawnLinks(links, side(0), side(2000), 100);
    expect(apart).toHaveLength(20);
    expect(apart.every((one) => one.isCut)).toBe(true);
  });

  it("come from what holds a field that is folded away, and from all fields of an expression", () => {
    const tree = treeOf(
      [
        { name: "a.b", type: "string" },
        { name: "c", type: "string" },
      ],
      [],
    );
    const rules = [
      { target: "x", source: "a.b" },
      { target: "y", expression: "payload.a.b + payload.c" },
      { target: "z", default: 1 },
    ];
    const rows = targetRows(undefined, rules, [], "insert");
    const links = (folded: string[]) =>
      linksOf(rules, tree, visibleNodes(tree, new Set(folded), ""), rows).map((one) => [
        one.rule,
        one.source,
        one.isIndirect,
      ]);
    expect(links([])).toEqual([
      [0, 2, false],
      [1, 2, true],
      [1, 3, true],
    ]);
    expect(links(["a"])).toEqual([
      [0, 1, true],
      [1, 1, true],
      [1, 2, true],
    ]);
    expect([...usedPaths(rules)]).toEqual(["a.b", "c"]);
  });

  it("to targets that a filter hides are not drawn", () => {
    const tree = treeOf([{ name: "a", type: "string" }], []);
    const rules = [{ target: "x", source: "a" }];
    expect(linksOf(rules, tree, visibleNodes(tree, new Set(), ""), [])).toEqual([]);
  });
});
