import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import type { Around, StepType } from "./around";
import { type Draft, NEW, withPipeline, withSource, withStep } from "./draft";
import { graphOf } from "./graph";
import { Import } from "./ImportDialog";
import type { Mapped } from "./MapperDialog";
import { Panel } from "./Panel";

afterEach(cleanup);

const broker = { name: "plant", connector: "mqtt", config: { subscriptions: [{ name: "lines" }, { name: "ovens" }] } };
const transform = {
  name: "transform",
  title: "Transform",
  doc: "Makes a new message.",
  settings_schema: { properties: { mappings: { type: "array" } } },
  branches: [],
  connections: [],
  connectors: [],
  mappings: ["mappings"],
  repeatable: true,
};

const AROUND: Around = {
  applications: ["shop"],
  senders: [],
  connections: [broker as never],
  connectors: new Map(),
  stepTypes: new Map([["transform", transform as unknown as StepType]]),
  connectorOf: () => "",
  branches: () => [],
  able: () => [],
  isLoading: false,
};

interface Seen {
  draft: Draft;
  mapped: Mapped | undefined;
  removed: string;
}

interface ShownProps {
  chosen: string;
  seen: Seen;
  faults?: Record<string, string>;
  readOnly?: boolean;
}

function Shown({ chosen, seen, faults = {}, readOnly = false }: ShownProps) {
  const [draft, setDraft] = useState(seen.draft);
  const [at, setAt] = useState(chosen);
  return (
    <Panel
      draft={draft}
      onChange={(next) => {
        seen.draft = next;
        setDraft(next);
      }}
      chosen={at}
      onChoose={setAt}
      onRemove={(id) => {
        seen.removed = id;
      }}
      around={AROUND}
      faults={faults}
      readOnly={readOnly}
      saved={undefined}
      onMap={(mapped) => {
        seen.mapped = mapped;
      }}
      tried={{}}
      graph={graphOf(
        draft,
        () => "",
        () => [],
      )}
      stirredAt={0}
    />
  );
}

function show(draft: Draft, chosen: string, more: { faults?: Record<string, string>; readOnly?: boolean } = {}): Seen {
  const seen: Seen = { draft, mapped: undefined, removed: "" };
  render(
    <MantineProvider env="test">
      <Shown chosen={chosen} seen={seen} {...more} />
    </MantineProvider>,
  );
  return seen;
}

it("offers the subscriptions that the settings of a source name", async () => {
  const seen = show(withSource(NEW, { connection: "plant" }), "source:0");
  const user = userEvent.setup();
  await user.click(screen.getByRole("combobox", { name: "Subscription" }));
  expect(screen.getAllByRole("option", { hidden: true }).map((one) => one.textContent)).toEqual(["lines", "ovens"]);
  await user.click(screen.getByRole("option", { name: "ovens", hidden: true }));

  expect(seen.draft.sources).toEqual([{ connection: "plant", subscription: "ovens" }]);
});

it("shows what is wrong with a pipeline at its field, and opens its mapping", async () => {
  const draft = withPipeline({ ...NEW, name: "orders" }, "warehouse", "upsert");
  const faults = { "pipelines[0].target": "name a table", "pipelines[0].mappings": "name at least one field" };
  const seen = show(draft, "pipeline:0", { faults });
  const user = userEvent.setup();
  expect(screen.getByText("name a table")).toBeInTheDocument();
  await user.type(screen.getByRole("textbox", { name: "Target" }), "orders");
  await user.click(screen.getByRole("button", { name: "Draw the mapping, 1 faulty" }));
  await user.click(screen.getByRole("button", { name: "Take out of orders" }));

  expect(seen.draft.pipelines[0]?.target).toBe("orders");
  expect(seen.mapped).toEqual({ index: 0, isStep: false });
  expect(seen.removed).toBe("pipeline:0");
});

it("renames a step where it is named, and opens the mapping of its rules", async () => {
  const steps = withStep(withStep({ ...NEW, mode: "sequential" }, "transform").draft, "transform").draft;
  const draft = { ...steps, steps: steps.steps.map((one, at) => (at === 0 ? { ...one, next: "transform_2" } : one)) };
  const seen = show(draft, "step:transform_2", { faults: { "steps[1].mappings": "name at least one field" } });
  const user = userEvent.setup();
  const name = screen.getByRole("textbox", { name: "Name" });
  await user.clear(name);
  await user.type(name, "transform");
  expect(screen.getByText("another step is called so")).toBeInTheDocument();
  await user.type(name, "_last");
  await user.tab();
  await user.click(screen.getByRole("button", { name: "Draw the mapping" }));

  expect(seen.draft.steps.map((one) => [one.name, one.next])).toEqual([
    ["transform", "transform_last"],
    ["transform_last", undefined],
  ]);
  expect(seen.mapped).toEqual({ index: 1, isStep: true });
  expect(screen.getByText("name at least one field")).toBeInTheDocument();
});

it("changes nothing for who may only look", () => {
  show(withPipeline(NEW, "warehouse", "upsert"), "pipeline:0", { readOnly: true });

  expect(screen.queryByRole("button", { name: /Take out/ })).toBeNull();
  for (const one of screen.getAllByRole("textbox")) expect(one).toHaveAttribute("readonly");
  for (const one of screen.getAllByRole("switch")) expect(one).toBeDisabled();
});

it("opens the workflow that is chosen of an imported file", async () => {
  let used: Draft | undefined;
  render(
    <MantineProvider env="test">
      <Import
        onUse={(draft) => {
          used = draft;
        }}
      />
    </MantineProvider>,
  );
  const user = userEvent.setup();
  const open = screen.getByRole("button", { name: "Open it in the editor" });
  expect(open).toBeDisabled();
  await user.click(screen.getByRole("textbox", { name: "Document" }));
  await user.paste("workflows: [{name: first}, {name: second}]");
  await user.click(screen.getByRole("combobox", { name: "Which of its workflows" }));
  await user.click(screen.getByRole("option", { name: "second", hidden: true }));
  await user.click(open);

  expect(used?.name).toBe("second");
});
