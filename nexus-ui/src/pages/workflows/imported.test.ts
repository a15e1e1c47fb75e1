import { expect, it } from "vitest";
import { wholeDraft } from "./draft";
import { workflowsIn } from "./imported";

const FILE = `
applications: [{name: shop}]
workflows:
  - name: orders
    sources: [{application: shop}]
    pipelines:
      - name: to-warehouse
        destination: warehouse
        operation: upsert
        target: orders
        mappings: [{target: price, default: 12.50}, {target: id, default: 10000000000000000000001}]
  - {name: enrich, mode: sequential, steps: [{name: shape, type: transform}]}
`;

it("reads all workflows of a definition file, with what it leaves out", () => {
  const [orders, enrich] = workflowsIn(FILE);

  expect(orders).toMatchObject({ name: "orders", mode: "fan_out", retention_hours: 168 });
  expect(orders?.pipelines[0]).toMatchObject({ operation: "upsert", key: [], enabled: true, options: {} });
  expect(enrich).toMatchObject({ mode: "sequential", steps: [{ name: "shape", type: "transform" }], pipelines: [] });
});

it.runIf("rawJSON" in JSON)("keeps every digit", () => {
  const [orders] = workflowsIn(FILE);

  expect(JSON.stringify(orders?.pipelines[0]?.mappings)).toBe(
    '[{"target":"price","default":12.50},{"target":"id","default":10000000000000000000001}]',
  );
});

it("takes one workflow by itself, in YAML and in JSON", () => {
  expect(workflowsIn("name: alone")[0]?.name).toBe("alone");
  expect(workflowsIn('{"name": "alone"}')[0]?.name).toBe("alone");
});

it.each([
  ["name: [", /flow sequence/i],
  ["just words", /a definition file, or one workflow/],
  ["workflows: []", "it names none"],
  ["workflows: [{mode: fan_out}]", "workflows[0].name: it has no name"],
  ["{name: a, pipelines: 3}", "pipelines: a list of objects is needed"],
])("says what is wrong with %s", (text, message) => {
  expect(() => workflowsIn(text)).toThrow(message);
});

it("refuses what is no workflow", () => {
  expect(() => wholeDraft([1])).toThrow("an object is needed");
});
