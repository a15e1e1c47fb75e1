import { Badge, Text } from "@mantine/core";
import { IconDatabaseSearch, IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { client, type Schemas } from "@/api/client";
import { Can } from "@/auth/Can";
import { useMembership } from "@/auth/workspace";
import { type Column, DataTable, usePages } from "@/components/DataTable";
import { LinkButton } from "@/components/LinkButton";
import { plural } from "@/components/numbers";
import { Page, Section } from "@/components/Page";
import { Empty } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";

type Query = Schemas["QueryView"];

const COLUMNS: readonly Column<Query>[] = [
  {
    key: "title",
    title: "Query",
    sortBy: (one) => one.title || one.slug,
    render: (one) => (
      <>
        <Link to={`/queries/${one.id}`} className="nx-link">
          <Text span size="sm" fw={500}>
            {one.title || one.slug}
          </Text>
        </Link>
        <Text size="xs" c="dimmed" className="nx-mono">
          /query/{one.slug}
        </Text>
      </>
    ),
  },
  { key: "connection", title: "Reads from", sortBy: (one) => one.connection, render: (one) => one.connection },
  {
    key: "parameters",
    title: "Parameters",
    render: (one) =>
      one.parameters.length ? (
        <Text size="sm" className="nx-mono" lineClamp={1}>
          {one.parameters.map((each) => each.name).join(", ")}
        </Text>
      ) : (
        <Text span size="sm" c="dimmed">
          none
        </Text>
      ),
  },
  {
    key: "shared",
    title: "Shared with",
    sortBy: (one) => one.applications.length,
    render: (one) =>
      one.applications.length ? (
        <Badge color="gray">{plural(one.applications.length, "app")}</Badge>
      ) : (
        <Text span size="sm" c="dimmed">
          nobody
        </Text>
      ),
  },
  {
    key: "state",
    title: "State",
    align: "right",
    sortBy: (one) => Number(one.enabled),
    render: (one) => <StatusBadge status={one.enabled ? "enabled" : "disabled"} />,
  },
];

export default function QueriesPage() {
  const workspace = useMembership()?.workspace_id;
  const navigate = useNavigate();
  const pages = usePages<Query>(["get", "/api/v1/queries", workspace], (cursor, signal) =>
    client.GET("/api/v1/queries", { params: { query: { cursor, limit: 100 } }, signal }),
  );
  const add = (
    <Can do="change">
      <LinkButton to="/queries/new" leftSection={<IconPlus size={16} />}>
        New query
      </LinkButton>
    </Can>
  );
  return (
    <Page
      title="Queries"
      about="Saved SELECTs with typed parameters, to be run here or, as endpoints, by sender apps."
      actions={add}
    >
      <Section>
        <DataTable
          query={pages}
          columns={COLUMNS}
          rowKey={(one) => one.id}
          label="Queries"
          onOpen={(one) => void navigate({ to: `/queries/${one.id}` })}
          empty={
            <Empty icon={IconDatabaseSearch} title="No query yet" action={add}>
              A query reads from a connection, with parameters that are checked before anything is sent there.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
