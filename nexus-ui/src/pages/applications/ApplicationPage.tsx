import { Button, Menu, Tabs } from "@mantine/core";
import { IconChevronDown, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api, client, type Schemas } from "@/api/client";
import { Can } from "@/auth/Can";
import { ask, tell } from "@/components/feedback";
import { Page, Section } from "@/components/Page";
import { Loaded } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { useGuardedSave } from "@/components/useGuardedSave";
import { useUrlState } from "@/components/useUrlState";
import { useCrumb } from "@/shell/Breadcrumbs";
import { ApplicationForm, type Document } from "./ApplicationForm";
import { Fields } from "./Fields";
import { Keys } from "./Keys";
import { Snippets } from "./Snippets";

type Application = Schemas["ApplicationView"];

const TABS = { send: "Send", fields: "Fields", keys: "Keys", settings: "Settings" };

export default function ApplicationPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const found = api.useQuery(
    "get",
    "/api/v1/applications/{application_id}",
    { params: { path: { application_id: id } } },
    { refetchOnWindowFocus: false },
  );
  return (
    <Loaded query={found}>{(application) => <Shown key={application.version} application={application} />}</Loaded>
  );
}

function documentOf({ id, version, ...document }: Application): Document {
  return document;
}

function Shown({ application }: { application: Application }) {
  useCrumb(application.name);
  const [search, change] = useUrlState();
  const [draft, setDraft] = useState<Document>(() => documentOf(application));
  const queries = useQueryClient();
  const path = { application_id: application.id };
  const refresh = () => void queries.invalidateQueries();
  const { save, error, isSaving } = useGuardedSave<Application>({
    version: application.version,
    save: async (header) =>
      (await client.PUT("/api/v1/applications/{application_id}", { params: { path, header }, body: draft })).data,
    current: async () => (await client.GET("/api/v1/applications/{application_id}", { params: { path } })).data,
    saved: (now) => {
      tell(`${now.name} is saved`);
      refresh();
    },
    takeTheirs: refresh,
  });
  const tab = search.tab && search.tab in TABS ? search.tab : "send";
  return (
    <Page
      title={application.name}
      beside={<StatusBadge status={application.enabled ? "enabled" : "disabled"} />}
      actions={
        <Can do="change">
          <More application={application} />
        </Can>
      }
    >
      <Tabs
        value={tab}
        onChange={(value) => change({ tab: value === "send" ? undefined : (value ?? undefined) })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {Object.entries(TABS).map(([key, title]) => (
            <Tabs.Tab key={key} value={key}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="send">
          <Section title="Send a message">
            <Snippets application={application} />
          </Section>
        </Tabs.Panel>
        <Tabs.Panel value="fields">
          <Fields
            application={application}
            fields={draft.fields ?? []}
            onChange={(fields) => setDraft({ ...draft, fields })}
            error={error}
            isSaving={isSaving}
            save={save}
          />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <Keys application={application} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <Section>
            <ApplicationForm
              value={draft}
              onChange={setDraft}
              error={error}
              submit={{ label: "Save", act: save, isBusy: isSaving }}
            />
          </Section>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function More({ application }: { application: Application }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const remove = () =>
    ask({
      title: `Delete ${application.name}?`,
      children: "Its keys end at once. An app that workflows still take messages from cannot be deleted.",
      confirm: "Delete",
      act: async () => {
        await client.DELETE("/api/v1/applications/{application_id}", {
          params: { path: { application_id: application.id } },
        });
        tell(`${application.name} is deleted`);
        await navigate({ to: "/applications" });
        await queries.invalidateQueries();
      },
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} />}>
          More
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={remove}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
