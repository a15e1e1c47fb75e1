import { expect, it } from "vitest";
import { inOrder, splits } from "./useColumns";

it("a target may be a schema and a table, wherever the dot is", () => {
  expect(splits("orders")).toEqual([]);
  expect(splits("shop.orders.v2")).toEqual([
    { schema: "shop", table: "orders.v2" },
    { schema: "shop.orders", table: "v2" },
  ]);
  expect(splits(".x.")).toEqual([]);
});

it("a table without a schema is looked for in the connection's own first", () => {
  expect(inOrder(["audit", "public", "shop"], "shop")).toEqual(["shop", "public", "audit"]);
});
