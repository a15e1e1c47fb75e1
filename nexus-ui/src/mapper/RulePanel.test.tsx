import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import { api, type Schemas } from "@/api/client";
import { RulePanel } from "./RulePanel";
import type { Rule } from "./rules";
import { treeOf } from "./tree";

afterEach(cleanup);

const parameter = { name: "digits", type: "integer", required: false, default: 0, doc: "after the point" };
const round = { name: "round", doc: "Rounds. Example: …", returns: "decimal", handles_null: false, plugin: "core" };
const INSTALLED: Schemas["TransformList"] = {
  items: [
    { ...round, parameters: [parameter] },
    { ...round, name: "trim", doc: "Removes white space.", parameters: [] },
  ],
};

const tree = treeOf([{ name: "total", type: "decimal" }], []);

function Panel({
  first,
  told,
  ...more
}: {
  first: Rule;
  told: (rule: Rule) => void;
  readOnly?: boolean;
  fault?: string;
}) {
  const [rule, setRule] = useState(first);
  return (
    <RulePanel
      rule={rule}
      index={0}
      onChange={(_, next) => {
        setRule(next);
        told(next);
      }}
      onRemove={() => undefined}
      onClose={() => undefined}
      tree={tree}
      faults={more.fault ? [{ path: "transforms[0]", message: more.fault }] : []}
      tried={undefined}
      readOnly={more.readOnly ?? false}
    />
  );
}

function show(first: Rule, more: { readOnly?: boolean; fault?: string } = {}) {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(api.queryOptions("get", "/api/v1/transforms", {}).queryKey, INSTALLED);
  const seen: Rule[] = [];
  render(
    <QueryClientProvider client={queries}>
      <MantineProvider env="test">
        <Panel first={first} told={(rule) => seen.push(rule)} {...more} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return seen;
}

it("adds functions with their arguments, and takes them away", async () => {
  const seen = show({ source: "total", target: "total" });
  const user = userEvent.setup();
  await user.type(screen.getByRole("combobox", { name: "Add a function" }), "roun");
  await user.click(await screen.findByRole("option", { name: /round/ }));
  expect(seen.at(-1)).toEqual({ source: "total", target: "total", transforms: ["round"] });

  await user.type(screen.getByLabelText("digits"), "2");
  expect(seen.at(-1)?.transforms).toEqual([{ name: "round", digits: 2 }]);
  await user.click(screen.getByRole("button", { name: "Remove round" }));
  expect(seen.at(-1)).toEqual({ source: "total", target: "total" });
});

it("changes the order of functions", async () => {
  const seen = show({ source: "total", target: "total", transforms: ["trim", "round"] });
  await userEvent.click(screen.getByRole("button", { name: "Move round up" }));
  expect(seen.at(-1)?.transforms).toEqual(["round", "trim"]);
  expect(screen.getByRole("button", { name: "Move round up" })).toBeDisabled();
});

it("gives a default, and takes back what rests on it", async () => {
  const seen = show({ source: "total", target: "total", on_null: "default", default: "0" });
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "No default" }));
  expect(seen.at(-1)).toEqual({ source: "total", target: "total" });
  await user.click(screen.getByRole("button", { name: "Give a default" }));
  await user.type(screen.getByRole("textbox", { name: "Default" }), "none");
  expect(seen.at(-1)?.default).toBe("none");
});

it("shows a fault at the function that it is about", () => {
  show({ source: "total", target: "total", transforms: ["trim"] }, { fault: "needs text" });
  expect(screen.getByText("needs text")).toBeVisible();
});

it("shows all and changes nothing where one may only read", () => {
  show({ source: "total", target: "total", transforms: ["trim"] }, { readOnly: true });
  const panel = screen.getByRole("region", { name: "Rule for total" });
  expect(within(panel).getByText("trim")).toBeVisible();
  expect(within(panel).queryByRole("button", { name: /Remove|Move|default/ })).toBeNull();
  expect(within(panel).queryByRole("combobox", { name: "Add a function" })).toBeNull();
});
