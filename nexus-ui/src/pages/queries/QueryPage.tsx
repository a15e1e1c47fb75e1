/** A saved query: edited, run, shared. */
import { Button, Tabs } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api, client } from "@/api/client";
import { faultsByPath } from "@/api/problem";
import { Can, useCan } from "@/auth/Can";
import { ask, tell } from "@/components/feedback";
import { Page, Section } from "@/components/Page";
import { Failed, Loaded } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { useGuardedSave } from "@/components/useGuardedSave";
import { useUrlState } from "@/components/useUrlState";
import { useCrumb } from "@/shell/Breadcrumbs";
import { type Document, documentOf, type Query, saved } from "./draft";
import { Editor, Limits } from "./Editor";
import { Results, useRunner } from "./Results";
import { Share } from "./Share";
import { parametersOf } from "./statement";

const TABS = { query: "Query", share: "Share", limits: "Limits" };

export default function QueryPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const found = api.useQuery(
    "get",
    "/api/v1/queries/{query_id}",
    { params: { path: { query_id: id } } },
    { refetchOnWindowFocus: false },
  );
  return <Loaded query={found}>{(query) => <Shown key={query.id} query={query} />}</Loaded>;
}

function Shown({ query }: { query: Query }) {
  const name = query.title || query.slug;
  useCrumb(name);
  const [search, change] = useUrlState();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const mayChange = useCan("change");
  const [base, setBase] = useState(query);
  const [draft, setDraft] = useState<Document>(() => documentOf(query));
  const isEdited = mayChange && JSON.stringify(saved(draft)) !== JSON.stringify(saved(documentOf(base)));
  const parameters = parametersOf(draft.statement, draft.parameters ?? []);
  const runner = useRunner(query.id, parameters);
  const path = { query_id: query.id };
  const take = (now: Query) => {
    setBase(now);
    setDraft(documentOf(now));
    void queries.invalidateQueries({ queryKey: ["get", "/api/v1/queries"] });
    queries.setQueryData(["get", "/api/v1/queries/{query_id}", { params: { path } }], now);
  };
  const guarded = {
    version: base.version,
    save: async (header: { "If-Match"?: string }) =>
      (await client.PUT("/api/v1/queries/{query_id}", { params: { path, header }, body: saved(draft) })).data,
    current: async () => (await client.GET("/api/v1/queries/{query_id}", { params: { path } })).data,
    takeTheirs: take,
  };
  const { save, error, isSaving } = useGuardedSave<Query>({
    ...guarded,
    saved: (now) => {
      take(now);
      tell(`${now.title || now.slug} is saved`);
    },
  });
  const { save: saveAndRun, error: runError } = useGuardedSave<Query>({
    ...guarded,
    saved: (now) => {
      take(now);
      void runner.run();
    },
  });
  const run = () => (isEdited ? saveAndRun() : runner.run());
  const refused = error ?? runError;
  const faults = { ...faultsByPath(runner.error), ...faultsByPath(refused) };
  const remove = () =>
    ask({
      title: `Delete ${name}?`,
      children: "Apps that run it are answered 404 from then on.",
      confirm: "Delete",
      act: async () => {
        await client.DELETE("/api/v1/queries/{query_id}", { params: { path } });
        tell(`${name} is deleted`);
        await navigate({ to: "/queries" });
        await queries.invalidateQueries();
      },
    });
  const tab = search.tab && search.tab in TABS ? search.tab : "query";

  return (
    <Page
      title={name}
      beside={<StatusBadge status={base.enabled ? "enabled" : "disabled"} />}
      actions={
        <Can do="change">
          <Button variant="default" color="red" leftSection={<IconTrash size={15} />} onClick={remove}>
            Delete
          </Button>
          <Button loading={isSaving} disabled={!isEdited} onClick={() => void save()}>
            Save
          </Button>
        </Can>
      }
    >
      <Tabs
        value={tab}
        onChange={(value) => change({ tab: value === "query" ? undefined : (value ?? undefined) })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {Object.entries(TABS).map(([key, title]) => (
            <Tabs.Tab key={key} value={key}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="query">
          <Editor draft={draft} onChange={setDraft} faults={faults} error={refused} onSubmit={run} />
          <div style={{ marginTop: 24 }}>
            <Results runner={runner} parameters={parameters} onRun={run} isEdited={isEdited} />
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="share">
          {refused !== null && <Failed error={refused} />}
          <Share draft={draft} onChange={setDraft} faults={faults} />
        </Tabs.Panel>
        <Tabs.Panel value="limits">
          {refused !== null && <Failed error={refused} />}
          <Section>
            <Limits draft={draft} onChange={setDraft} faults={faults} />
          </Section>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
