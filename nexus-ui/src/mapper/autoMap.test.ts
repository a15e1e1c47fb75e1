import { describe, expect, it } from "vitest";
import { proposals, typeFit, wordsOf } from "./autoMap";
import type { Rule } from "./rules";
import { targetRows } from "./targets";
import { type Field, treeOf } from "./tree";

function found(sources: Record<string, string>, targets: Record<string, string>, rules: Rule[] = [], table = "") {
  const fields = Object.entries(sources).map(([name, type]) => ({ name, type: type as Field["type"] }));
  const columns = Object.entries(targets).map(([name, type]) => ({
    ...{ name, type, native: type, nullable: true, key: false, required: false },
  }));
  const made = proposals(treeOf(fields, []), targetRows(columns, rules, [], "insert"), rules, table);
  return Object.fromEntries(made.map((one) => [one.target, one.source]));
}

describe("names", () => {
  it.each([
    ["customerEmail", "customer email"],
    ["CUSTOMER_E-MAIL", "customer email"],
    ["XMLHttpRequest2", "xml http request 2"],
    ["cust no", "customer number"],
    ["Größe", "große"],
    ["__", ""],
  ])("%s has the words %s", (name, words) => {
    expect(wordsOf(name).join(" ")).toBe(words);
  });
});

describe("auto-map", () => {
  it("finds the same name however it is written", () => {
    const sources = { firstName: "string", LAST_NAME: "string", "birth-date": "date", zipCode: "string" };
    expect(found(sources, { first_name: "string", lastName: "string", BirthDate: "date", zip_code: "string" })).toEqual(
      {
        first_name: "firstName",
        lastName: "LAST_NAME",
        BirthDate: "birth-date",
        zip_code: "zipCode",
      },
    );
  });

  it("finds nested fields by their last names and by their paths", () => {
    const sources = {
      "customer.email": "string",
      "customer.name": "string",
      "ship.city": "string",
      "bill.city": "string",
    };
    expect(
      found(sources, { email: "string", customer_name: "string", ship_city: "string", bill_city: "string" }),
    ).toEqual({
      email: "customer.email",
      customer_name: "customer.name",
      ship_city: "ship.city",
      bill_city: "bill.city",
    });
  });

  it("leaves to a person what may be either", () => {
    expect(found({ "ship.city": "string", "bill.city": "string" }, { city: "string" })).toEqual({});
  });

  it("takes the field that is not nested where one is", () => {
    expect(found({ "customer.id": "integer", id: "integer" }, { id: "integer" })).toEqual({ id: "id" });
    expect(found({ "customer.id": "integer", id: "integer" }, { id: "integer", customer_id: "integer" })).toEqual({
      id: "id",
      customer_id: "customer.id",
    });
  });

  it("looks behind the table's name, and behind what most columns begin with", () => {
    expect(
      found({ id: "integer", total: "decimal" }, { order_id: "integer", total: "decimal" }, [], "shop.orders"),
    ).toEqual({
      order_id: "id",
      total: "total",
    });
    expect(
      found(
        { id: "integer", total: "decimal", note: "string" },
        { k_id: "integer", k_total: "decimal", k_note: "string" },
      ),
    ).toEqual({ k_id: "id", k_total: "total", k_note: "note" });
  });

  it("knows usual abbreviations", () => {
    expect(found({ quantity: "integer", phoneNumber: "string" }, { qty: "integer", tel_no: "string" })).toEqual({
      qty: "quantity",
      tel_no: "phoneNumber",
    });
  });

  it("links nothing whose type cannot fit", () => {
    expect(found({ customer: "object", active: "boolean" }, { customer: "string", active: "timestamp" })).toEqual({});
    expect(found({ items: "array", extra: "object" }, { items: "json", extra: "json" })).toEqual({
      items: "items",
      extra: "extra",
    });
  });

  it("decides by the type where names are alike", () => {
    const sources = { "a.created": "timestamp", "b.created": "boolean" };
    expect(found(sources, { created: "timestamp" })).toEqual({ created: "a.created" });
  });

  it("leaves alone what is mapped, and gives a field once", () => {
    const rules = [{ target: "mail", source: "email" }];
    expect(found({ email: "string" }, { mail: "string", email: "string" }, rules)).toEqual({ email: "email" });
    expect(found({ email: "string" }, { mail: "string", email: "string" })).toEqual({ email: "email" });
    expect(found({ id: "integer" }, { id: "integer" }, [{ target: "id", expression: "1" }])).toEqual({});
  });

  it("gives rules the type of their columns", () => {
    const tree = treeOf([{ name: "id", type: "string" }], []);
    const column = { name: "ID", type: "integer", native: "INT", nullable: false, key: true, required: true };
    const [made] = proposals(tree, targetRows([column], [], [], "insert"), []);
    expect(made?.rule).toEqual({ source: "id", target: "ID", type: "integer" });
  });

  it("maps hundreds of fields, each to its own", () => {
    const names = Array.from({ length: 500 }, (_, i) => i);
    const sources = Object.fromEntries(names.map((i) => [`group${i % 20}.fieldName${i}`, "string"]));
    const targets = Object.fromEntries(names.map((i) => [`FIELD_NAME_${i}`, "string"]));
    const made = found(sources, targets);
    expect(Object.keys(made)).toHaveLength(500);
    expect(names.every((i) => made[`FIELD_NAME_${i}`] === `group${i % 20}.fieldName${i}`)).toBe(true);
  });
});

describe("types", () => {
  it("fit as they are, with losses, or not at all", () => {
    expect(typeFit("integer", "integer")).toBe(1);
    expect(typeFit("decimal", "integer")).toBeLessThan(typeFit("integer", "decimal"));
    expect(typeFit("object", "string")).toBe(0);
    expect(typeFit("date", "time")).toBe(0);
    expect(typeFit("anything", undefined)).toBe(1);
  });
});
