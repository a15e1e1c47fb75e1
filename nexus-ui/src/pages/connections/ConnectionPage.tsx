import { Button, Menu, Tabs } from "@mantine/core";
import { IconChevronDown, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { api, client, type Schemas } from "@/api/client";
import { Can, useCan } from "@/auth/Can";
import { ask, tell } from "@/components/feedback";
import { Page, Section } from "@/components/Page";
import { Empty, Loaded } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { useGuardedSave } from "@/components/useGuardedSave";
import { useUrlState } from "@/components/useUrlState";
import { useCrumb } from "@/shell/Breadcrumbs";
import { Browser } from "./Browser";
import { ConnectionForm, type Draft } from "./ConnectionForm";
import { ConnectorAside } from "./ConnectorAside";
import classes from "./connections.module.css";
import { type Connector, isSource, useConnectors } from "./connectors";
import { Samples } from "./Samples";
import { SourceState } from "./SourceState";

type Connection = Schemas["ConnectionView"];

export default function ConnectionPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const found = api.useQuery(
    "get",
    "/api/v1/connections/{connection_id}",
    { params: { path: { connection_id: id } } },
    { refetchOnWindowFocus: false },
  );
  const installed = useConnectors();
  return (
    <Loaded query={found}>
      {(connection) => (
        <Loaded query={installed}>
          {({ items }) => (
            <Shown
              key={connection.version}
              connection={connection}
              connector={items.find((one) => one.name === connection.connector)}
            />
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

function Shown({ connection, connector }: { connection: Connection; connector: Connector | undefined }) {
  useCrumb(connection.name, isSource(connector, connection.config) ? "/sources" : undefined);
  const [search, change] = useUrlState();
  const mayChange = useCan("change");
  const tabs = [
    "settings",
    ...(connector?.roles.includes("browse") && mayChange ? ["browse"] : []),
    ...(connector?.roles.includes("source") ? ["messages"] : []),
  ];
  const tab = tabs.find((one) => one === search.tab) ?? "settings";
  const titles: Record<string, string> = { settings: "Settings", browse: "Schemas and tables", messages: "Messages" };
  return (
    <Page
      title={connection.name}
      beside={connection.fault ? <StatusBadge status="broken" hint={connection.fault} /> : undefined}
      actions={
        <Can do="change">
          <More connection={connection} />
        </Can>
      }
    >
      {connector ? (
        <Tabs
          value={tab}
          onChange={(value) => change({ tab: value === "settings" ? undefined : (value ?? undefined) })}
          keepMounted={false}
        >
          {tabs.length > 1 && (
            <Tabs.List mb="lg">
              {tabs.map((one) => (
                <Tabs.Tab key={one} value={one}>
                  {titles[one]}
                </Tabs.Tab>
              ))}
            </Tabs.List>
          )}
          <Tabs.Panel value="settings">
            <Settings connection={connection} connector={connector} />
          </Tabs.Panel>
          <Tabs.Panel value="browse">
            <Browser connectionId={connection.id} />
          </Tabs.Panel>
          <Tabs.Panel value="messages">
            <SourceState connectionId={connection.id} />
            <Can do="change">
              <Samples connection={connection} />
            </Can>
          </Tabs.Panel>
        </Tabs>
      ) : (
        <Section>
          <Empty title={`The connector ${connection.connector} is not available`}>
            {connection.fault} Its messages wait; nothing is lost.
          </Empty>
        </Section>
      )}
    </Page>
  );
}

function Settings({ connection, connector }: { connection: Connection; connector: Connector }) {
  const [draft, setDraft] = useState<Draft>({
    name: connection.name,
    config: connection.config,
    via_agent: connection.via_agent,
  });
  const queries = useQueryClient();
  const path = useMemo(() => ({ connection_id: connection.id }), [connection.id]);
  const refresh = () => queries.invalidateQueries();
  const { save, error, isSaving } = useGuardedSave<Connection>({
    version: connection.version,
    save: async (header) => {
      const body = { ...draft, connector: connector.name } as never;
      return (await client.PUT("/api/v1/connections/{connection_id}", { params: { path, header }, body })).data;
    },
    current: async () => (await client.GET("/api/v1/connections/{connection_id}", { params: { path } })).data,
    saved: (now) => {
      tell(`${now.name} is saved`, "Workflows that use it go on with the new settings.");
      void refresh();
    },
    takeTheirs: () => void refresh(),
  });
  const test = async () =>
    (
      await client.POST("/api/v1/connections/{connection_id}/test", {
        params: { path },
        body: { config: draft.config },
      })
    ).data;
  return (
    <div className={classes.split}>
      <Section>
        <ConnectionForm
          connector={connector}
          draft={draft}
          onChange={setDraft}
          error={error}
          test={test}
          submit={{ label: "Save", act: save, isBusy: isSaving }}
        />
      </Section>
      <ConnectorAside connector={connector} />
    </div>
  );
}

function More({ connection }: { connection: Connection }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const remove = () =>
    ask({
      title: `Delete ${connection.name}?`,
      children: "Its settings and secrets are deleted. A connection that workflows still use cannot be deleted.",
      confirm: "Delete",
      act: async () => {
        await client.DELETE("/api/v1/connections/{connection_id}", {
          params: { path: { connection_id: connection.id } },
        });
        tell(`${connection.name} is deleted`);
        await navigate({ to: "/connections" });
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
