import { describe, expect, it } from "vitest";
import type { Around } from "./around";
import { unchosenIn } from "./draft";
import { choicesOf, firstChoice, rowOf, TEMPLATES, templatesFor } from "./templates";

const connectors = new Map(
  [
    { name: "postgresql", roles: ["sink", "query", "browse"], operations: ["insert", "upsert"] },
    { name: "rest", roles: ["sink"], operations: ["post", "put"] },
    { name: "mqtt", roles: ["source", "sink"], operations: ["publish"] },
  ].map((one) => [one.name, one as never]),
);
const connections = [
  { name: "crm", connector: "rest" },
  { name: "plant", connector: "mqtt" },
  { name: "warehouse", connector: "postgresql" },
];
const shop = { name: "shop", message_id_path: "id", fields: [{ name: "id", type: "integer" }] };

const AROUND = {
  applications: ["shop"],
  senders: [shop],
  connections,
  connectors,
  stepTypes: new Map(["rest_call", "condition", "db_query"].map((one) => [one, {}])),
  connectorOf: (name: string) => connections.find((one) => one.name === name)?.connector ?? "",
  branches: () => [],
  able: (role: string) =>
    connections.filter((one) => (connectors.get(one.connector) as unknown as { roles: string[] }).roles.includes(role)),
  isLoading: false,
} as unknown as Around;

function built(key: string, around = AROUND, chosen?: Record<string, string>) {
  const template = TEMPLATES.find((one) => one.key === key);
  if (!template) throw new Error(key);
  return template.build("made", chosen ?? firstChoice(template, around), around);
}

describe("templates", () => {
  it("choose what there is, and two destinations where there are two", () => {
    const draft = built("fan-out");
    expect(draft.sources).toEqual([{ application: "shop" }]);
    expect(draft.pipelines.map((one) => [one.destination, one.operation, one.target])).toEqual([
      ["crm", "post", "/messages"],
      ["plant", "publish", "messages"],
    ]);
    expect(draft.max_retries).toBeGreaterThan(10);
    const [, , database] = TEMPLATES.map((one) => one.slots.at(-1));
    expect(database && choicesOf(database, AROUND)).toEqual(["warehouse"]);
  });

  it("write a row of the fields that the sender app names", () => {
    expect(built("table").pipelines[0]).toMatchObject({
      ...{ destination: "warehouse", operation: "upsert", target: "messages", key: ["id"] },
      mappings: [{ source: "id", target: "id", type: "integer" }],
    });
  });

  it("are begun with nothing chosen, too: what is missing is chosen in the picture", () => {
    for (const one of TEMPLATES) {
      const draft = one.build("made", {}, AROUND);
      expect(draft.sources).toEqual([]);
      expect(draft.name).toBe("made");
      expect(draft.pipelines.length + draft.steps.length).toBeGreaterThan(0);
      expect(draft.pipelines.every((each) => each.destination === "" && each.name !== "")).toBe(true);
      expect(Object.keys(unchosenIn(draft))).toHaveLength(draft.pipelines.length);
    }
  });

  it("that need a kind of step which is not installed are not offered", () => {
    const bare = { ...AROUND, stepTypes: new Map() } as Around;
    expect(templatesFor(AROUND)).toHaveLength(TEMPLATES.length);
    expect(templatesFor(bare).map((one) => one.key)).toEqual(["table", "fan-out", "mqtt"]);
  });
});

describe("a row of the fields of a sender app", () => {
  const field = (name: string, type: string) => ({ name, type }) as never;

  it("has columns of their own, and the app's message id as its key", () => {
    const row = rowOf(
      [field("no", "string"), field("a.b", "date"), field("a_b", "json"), field("items", "array")],
      "no",
    );
    expect(row.key).toEqual(["no"]);
    expect(row.mappings.map((one) => [one.source, one.target])).toEqual([
      ["no", "no"],
      ["a.b", "a_b"],
      ["a_b", "a_b_2"],
    ]);
  });

  it("has the message's id as its key where no field is one", () => {
    expect(rowOf([field("total", "decimal")], null)).toMatchObject({
      key: ["message_id"],
      mappings: [{ target: "message_id", expression: "message.id" }, { target: "total" }],
    });
    expect(rowOf([], null).mappings.map((one) => one.target)).toEqual(["id", "received_at", "payload"]);
  });
});
