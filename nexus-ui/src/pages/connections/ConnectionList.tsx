/** The connections of one role: destinations, or sources. */
import { Group, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { client, type Schemas } from "@/api/client";
import { useMembership } from "@/auth/workspace";
import { ConnectorIcon } from "@/components/ConnectorIcon";
import { type Column, DataTable, usePages } from "@/components/DataTable";
import { Empty } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { useUrlState } from "@/components/useUrlState";
import { type Connector, useConnectors } from "./connectors";

type Connection = Schemas["ConnectionView"];

interface Props {
  kind: "sink" | "source";
  label: string;
  empty: ReactNode;
  more?: readonly Column<Connection>[];
}

function whereOf(config: Record<string, unknown>): string {
  const { host, base_url, url, file, path, folder, port, database } = config;
  const place =
    base_url ??
    url ??
    file ??
    folder ??
    (host ? `${host}${port ? `:${port}` : ""}${database ? `/${database}` : ""}` : path);
  return typeof place === "string" ? place : "";
}

function columnsOf(connectors: Record<string, Connector>): Column<Connection>[] {
  return [
    {
      key: "name",
      title: "Name",
      sortBy: (one) => one.name,
      render: (one) => (
        <Group gap="sm" wrap="nowrap">
          <ConnectorIcon
            name={one.connector}
            title={connectors[one.connector]?.title ?? one.connector}
            icon={connectors[one.connector]?.icon}
            size={28}
          />
          <div>
            <Link to={`/connections/${one.id}`} className="nx-link">
              <Text span size="sm" fw={500}>
                {one.name}
              </Text>
            </Link>
            <Text size="xs" c="dimmed">
              {connectors[one.connector]?.title ?? one.connector}
            </Text>
          </div>
        </Group>
      ),
    },
    {
      key: "where",
      title: "Where",
      render: (one) => (
        <Text size="sm" c="dimmed" truncate maw={320} className="nx-mono">
          {whereOf(one.config)}
        </Text>
      ),
    },
    {
      key: "agent",
      title: "Through agent",
      sortBy: (one) => one.via_agent,
      render: (one) =>
        one.via_agent ?? (
          <Text span c="dimmed">
            –
          </Text>
        ),
    },
  ];
}

export function ConnectionList({ kind, label, empty, more = [] }: Props) {
  const [search, change] = useUrlState();
  const workspace = useMembership()?.workspace_id;
  const installed = useConnectors();
  const q = search.q || undefined;
  const pages = usePages<Connection>(["get", "/api/v1/connections", workspace, q], (cursor, signal) =>
    client.GET("/api/v1/connections", { params: { query: { cursor, limit: 200, q } }, signal }),
  );
  const navigate = useNavigate();
  const connectors = useMemo(
    () => Object.fromEntries((installed.data?.items ?? []).map((one) => [one.name, one])),
    [installed.data],
  );
  const columns = useMemo(() => {
    const fault: Column<Connection> = {
      key: "state",
      title: "",
      align: "right",
      render: (one) => (one.fault ? <StatusBadge status="broken" hint={one.fault} /> : null),
    };
    return [...columnsOf(connectors), ...more, fault];
  }, [connectors, more]);
  // One whose connector is not installed is shown in both lists: it can be mended or deleted there.
  const hasRole = (one: Connection) => connectors[one.connector]?.roles.includes(kind) ?? true;
  const query = { ...pages, data: pages.data?.filter(hasRole) } as typeof pages;
  const shown = q ? (
    <Empty icon={IconSearch} title={`Nothing is called “${q}”`}>
      Look for another part of the name.
    </Empty>
  ) : (
    empty
  );

  return (
    <>
      <TextInput
        placeholder="Find by name"
        aria-label="Find by name"
        leftSection={<IconSearch size={15} />}
        defaultValue={q}
        onChange={(event) => change({ q: event.currentTarget.value })}
        maw={280}
        my="md"
      />
      <DataTable
        query={query}
        columns={columns}
        rowKey={(one) => one.id}
        label={label}
        empty={shown}
        onOpen={(one) => void navigate({ to: `/connections/${one.id}` })}
      />
    </>
  );
}
