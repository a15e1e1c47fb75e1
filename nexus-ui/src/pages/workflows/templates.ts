/** Workflows to begin with: each is in order once its connections are chosen, and is then drawn on as any other. */
import type { Schemas } from "@/api/client";
import type { Around } from "./around";
import { type Draft, freeName, NEW, type Pipeline, type Step, withPipeline, withSource } from "./draft";

type Field = Schemas["ApplicationView"]["fields"][number];

/** What a template asks for, and what may stand there. */
export interface Slot {
  key: string;
  label: string;
  kind: "application" | "source" | "sink";
  /** Whether a connector will do; any with the role without it. */
  fits?: (connector: { name: string; roles: readonly string[] }) => boolean;
}

export type Chosen = Readonly<Record<string, string>>;

export interface Template {
  key: string;
  title: string;
  about: string;
  /** The way of a message in a line. */
  way: readonly string[];
  /** Kinds of steps that it needs. */
  needs: readonly string[];
  slots: readonly Slot[];
  build: (name: string, chosen: Chosen, around: Around) => Draft;
}

const isTable = (one: { roles: readonly string[] }) => one.roles.includes("browse");
const isBroker = (one: { name: string }) => one.name === "mqtt";
const isRest = (one: { name: string }) => one.name === "rest";

const APP: Slot = { key: "application", label: "Sender app", kind: "application" };
const DATABASE: Slot = { key: "database", label: "Database", kind: "sink", fits: isTable };
const SERVICE: Slot = { key: "service", label: "REST service", kind: "sink", fits: isRest };

/** Where nobody has said which table or path it is to be. */
const TARGET = "messages";

const BY_MESSAGE: Pipeline["mappings"] = [
  { target: "id", expression: "message.id", type: "string" },
  { target: "received_at", expression: "message.received_at", type: "timestamp" },
  { source: "$", target: "payload", type: "json" },
];

const COLUMN_TYPES = new Set(["string", "integer", "decimal", "float", "boolean", "date", "time", "timestamp", "json"]);

interface Row {
  key: string[];
  mappings: Pipeline["mappings"];
}

/** A column of each field that the sender app names; without any, the message as a whole. */
export function rowOf(fields: readonly Field[], idPath: string | null | undefined): Row {
  const plain = fields.filter((one) => /^\w+(\.\w+)*$/.test(one.name) && COLUMN_TYPES.has(one.type ?? ""));
  if (plain.length === 0) return { key: ["id"], mappings: BY_MESSAGE };
  const columns: string[] = [];
  const mappings = plain.map((one) => {
    const target = freeName(one.name.replaceAll(".", "_"), columns, "_");
    columns.push(target);
    return { source: one.name, target, type: one.type };
  });
  const key = mappings.find((one) => one.source === idPath) ?? mappings.find((one) => one.source === "id");
  if (key) return { key: [key.target], mappings };
  const target = freeName("message_id", columns, "_");
  return { key: [target], mappings: [{ target, expression: "message.id", type: "string" }, ...mappings] };
}

/** A way out to whatever the connection is: a row of a table, or the message as it is. */
function pipeline(draft: Draft, destination: string, chosen: Chosen, around: Around, more: Partial<Pipeline> = {}) {
  const connector = around.connectors.get(around.connectorOf(destination));
  const isRow = connector === undefined || isTable(connector);
  const operations = connector?.operations ?? ["upsert"];
  const operation = operations.includes("upsert") ? "upsert" : (operations[0] ?? "insert");
  const made = withPipeline(draft, destination, operation, [{ source: "$", target: "$" }]);
  const at = made.pipelines.length - 1;
  const app = around.senders.find((one) => one.name === chosen.application);
  const content: Partial<Pipeline> = isRow
    ? { target: TARGET, ...rowOf(app?.fields ?? [], app?.message_id_path) }
    : { target: connector.name === "rest" ? `/${TARGET}` : TARGET };
  const named = destination
    ? {}
    : {
        name: freeName(
          "to-destination",
          draft.pipelines.map((one) => one.name),
        ),
      };
  return {
    ...made,
    pipelines: made.pipelines.map((one, i) => (i === at ? { ...one, ...named, ...content, ...more } : one)),
  };
}

function begun(name: string, mode: Draft["mode"], source: Draft["sources"][number]): Draft {
  const draft: Draft = { ...NEW, name, mode };
  return source.application || source.connection ? withSource(draft, source) : draft;
}

/** As CEL: whether a message has a total at all is asked first. */
const IS_LARGE = "has(payload.total) && double(payload.total) > 1000.0";

export const TEMPLATES: readonly Template[] = [
  {
    key: "table",
    title: "HTTP to a table",
    about: "Each message of a sender app becomes a row; one that is sent again leaves the row as it was.",
    way: ["HTTP", "database"],
    needs: [],
    slots: [APP, DATABASE],
    build: (name, chosen, around) =>
      pipeline(begun(name, "fan_out", { application: chosen.application }), chosen.database ?? "", chosen, around),
  },
  {
    key: "fan-out",
    title: "HTTP to two destinations",
    about: "Each goes at its own pace. One that is down is tried again for a day, and holds up nobody.",
    way: ["HTTP", "two destinations"],
    needs: [],
    slots: [
      APP,
      { key: "first", label: "First destination", kind: "sink" },
      { key: "second", label: "Second destination", kind: "sink" },
    ],
    build: (name, chosen, around) => {
      const draft = begun(name, "fan_out", { application: chosen.application });
      // 1 s, 2 s, 4 s … up to an hour: 35 attempts are about a day.
      const patient: Draft = { ...draft, max_retries: 35, retry_base: 1, retry_cap: 3600 };
      return pipeline(pipeline(patient, chosen.first ?? "", chosen, around), chosen.second ?? "", chosen, around);
    },
  },
  {
    key: "mqtt",
    title: "MQTT to a database",
    about: "What a broker's topics bring is stored before it is acknowledged, and written in the order of its coming.",
    way: ["MQTT", "database"],
    needs: [],
    slots: [{ key: "broker", label: "MQTT source", kind: "source", fits: isBroker }, DATABASE],
    build: (name, chosen, around) =>
      pipeline(begun(name, "fan_out", { connection: chosen.broker }), chosen.database ?? "", chosen, around, {
        key: ["id"],
        mappings: BY_MESSAGE,
      }),
  },
  {
    key: "sequence",
    title: "Look up, decide, store",
    about: "A REST call finds out more about each message; a condition sends large ones on, and stores the others.",
    way: ["HTTP", "REST call", "condition", "database"],
    needs: ["rest_call", "condition", "db_query"],
    slots: [APP, SERVICE, DATABASE],
    build: (name, chosen) => ({
      ...begun(name, "sequential", { application: chosen.application }),
      steps: [
        step("look_up", "rest_call", {
          connection: chosen.service ?? "",
          method: "GET",
          path: "/messages/{message.id}",
          on_error: "retry",
          max_retries: 5,
        }),
        step("is_large", "condition", { expression: IS_LARGE, [THEN]: "tell", otherwise: "store" }),
        step("tell", "rest_call", {
          connection: chosen.service ?? "",
          method: "POST",
          path: "/messages",
          next: "store",
          on_error: "retry",
        }),
        step("store", "db_query", {
          connection: chosen.database ?? "",
          operation: "upsert",
          target: TARGET,
          key: ["id"],
          mappings: [...BY_MESSAGE, { source: "steps.look_up.status", target: "found", type: "integer" }],
        }),
      ],
    }),
  },
  {
    key: "schedule",
    title: "Fetch on a schedule",
    about:
      "Every quarter of an hour a REST service is asked, and what it answers is stored. Nobody has to send anything.",
    way: ["schedule", "REST call", "database"],
    needs: ["rest_call", "db_query"],
    slots: [SERVICE, DATABASE],
    build: (name, chosen) => ({
      ...begun(name, "sequential", {}),
      schedule: "*/15 * * * *",
      steps: [
        step("fetch", "rest_call", {
          connection: chosen.service ?? "",
          method: "GET",
          path: "/messages",
          on_error: "retry",
          max_retries: 5,
        }),
        step("store", "db_query", {
          connection: chosen.database ?? "",
          operation: "upsert",
          target: TARGET,
          key: ["id"],
          mappings: [...BY_MESSAGE.slice(0, 2), { source: "steps.fetch.body", target: "payload", type: "json" }],
        }),
      ],
    }),
  },
];

const THEN = "then";

function step(name: string, type: string, settings: Record<string, unknown>): Step {
  return { name, type, ...settings };
}

/** Returns what may stand in a slot, by name. */
export function choicesOf(slot: Slot, around: Around): string[] {
  if (slot.kind === "application") return [...around.applications];
  return around
    .able(slot.kind)
    .filter((one) => {
      const connector = around.connectors.get(one.connector);
      return connector !== undefined && (slot.fits?.(connector) ?? true);
    })
    .map((one) => one.name);
}

/** Chooses what there is: the only one, or the first; two destinations are two where there are two. */
export function firstChoice(template: Template, around: Around): Chosen {
  const taken: string[] = [];
  const chosen: Record<string, string> = {};
  for (const slot of template.slots) {
    const choices = choicesOf(slot, around);
    const one = choices.find((each) => !taken.includes(each)) ?? choices[0];
    if (one === undefined) continue;
    chosen[slot.key] = one;
    taken.push(one);
  }
  return chosen;
}

/** Returns those whose kinds of steps are installed. */
export function templatesFor(around: Around): Template[] {
  return TEMPLATES.filter((one) => one.needs.every((each) => around.stepTypes.has(each)));
}
