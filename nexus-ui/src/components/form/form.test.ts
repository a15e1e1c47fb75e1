import { describe, expect, it } from "vitest";
import { errorSchemaOf, steps } from "./faults";
import { grouped, type HintedSchema, uiOf } from "./schemaUi";

const schema: HintedSchema = {
  type: "object",
  properties: {
    name: { type: "string" },
    host: { type: "string", "x-group": "Server", "x-placeholder": "db.example.com" } as HintedSchema,
    password: { type: ["string", "null"], "x-secret": true, "x-group": "Login" } as HintedSchema,
    pool: { type: "integer", "x-group": "Server", "x-advanced": true } as HintedSchema,
    key: { type: "string", "x-secret": true, "x-multiline": true } as HintedSchema,
    auth: {
      oneOf: [
        {
          type: "object",
          properties: { type: { const: "bearer" }, token: { type: "string", "x-secret": true } as HintedSchema },
        },
      ],
    },
    topics: {
      type: "array",
      items: { type: "object", properties: { note: { type: "string", "x-multiline": true } as HintedSchema } },
    },
  },
};

describe("a form", () => {
  it("hides what is secret, offers room for what is long, and never shows constants", () => {
    const ui = uiOf(schema);

    expect(ui.password["ui:widget"]).toBe("password");
    expect(ui.key["ui:widget"]).toBe("textarea");
    expect(ui.host["ui:placeholder"]).toBe("db.example.com");
    expect(ui.auth.type["ui:widget"]).toBe("hidden");
    expect(ui.auth.token["ui:widget"]).toBe("password");
    expect(ui.topics.items.note["ui:widget"]).toBe("textarea");
  });

  it("shows what is meant where nothing is given", () => {
    const ui = uiOf({
      type: "object",
      properties: {
        port: { type: "integer", default: 5432 },
        zero: { type: "integer", default: 0 },
        host: { type: "string", default: "localhost", "x-placeholder": "db.example.com" } as HintedSchema,
        flag: { type: "boolean", default: true },
        none: { type: "string", default: null },
        empty: { type: "string", default: "" },
      },
    });

    expect(Object.entries(ui).map(([name, one]) => [name, one["ui:placeholder"]])).toEqual([
      ["port", "5432"],
      ["zero", "0"],
      ["host", "db.example.com"],
      ["flag", undefined],
      ["none", undefined],
      ["empty", undefined],
    ]);
  });

  it("has its fields in groups, advanced ones apart", () => {
    const fields = Object.keys(schema.properties ?? {}).map((name) => ({ name }));
    const found = grouped(fields, schema).map((one) => [
      one.name,
      one.plain.map((each) => each.name),
      one.advanced.map((each) => each.name),
    ]);

    expect(found).toEqual([
      ["", ["name", "key", "auth", "topics"], []],
      ["Server", ["host"], ["pool"]],
      ["Login", ["password"], []],
    ]);
  });

  it("shows each fault at its field, however deep", () => {
    expect(steps("subscriptions[0].topic")).toEqual(["subscriptions", "0", "topic"]);
    const faults = {
      name: "is taken",
      "config.host": "is empty",
      "config.subscriptions[0].topic": "has # in the middle",
      configuration: "no",
    };

    expect(errorSchemaOf(faults, "config")).toEqual({
      host: { __errors: ["is empty"] },
      subscriptions: { 0: { topic: { __errors: ["has # in the middle"] } } },
    });
  });
});
