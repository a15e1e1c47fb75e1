import { Text, TextInput } from "@mantine/core";
import { IconApps, IconLock, IconPlus, IconSearch } from "@tabler/icons-react";
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
import { useUrlState } from "@/components/useUrlState";
import { dedupTitle } from "./words";

type Application = Schemas["ApplicationView"];

const COLUMNS: readonly Column<Application>[] = [
  {
    key: "name",
    title: "Name",
    sortBy: (one) => one.name,
    render: (one) => (
      <Link to={`/applications/${one.id}`} className="nx-link">
        <Text span size="sm" fw={500}>
          {one.name}
        </Text>
      </Link>
    ),
  },
  {
    key: "state",
    title: "State",
    sortBy: (one) => Number(one.enabled),
    render: (one) => <StatusBadge status={one.enabled ? "enabled" : "disabled"} />,
  },
  {
    key: "fields",
    title: "Fields",
    sortBy: (one) => one.fields.length,
    render: (one) =>
      one.fields.length ? (
        plural(one.fields.length, "field")
      ) : (
        <Text span c="dimmed" size="sm">
          Anything
        </Text>
      ),
  },
  { key: "dedup", title: "Resends recognised by", sortBy: (one) => one.dedup, render: (one) => dedupTitle(one.dedup) },
  {
    key: "rate",
    title: "Rate limit",
    align: "right",
    sortBy: (one) => one.rate_limit,
    render: (one) =>
      one.rate_limit ? (
        `${one.rate_limit} /s`
      ) : (
        <Text span c="dimmed">
          –
        </Text>
      ),
  },
  {
    key: "encryption",
    title: "",
    render: (one) => (one.encryption ? <IconLock size={15} aria-label="Payloads are encrypted" /> : null),
  },
];

export default function ApplicationsPage() {
  const [search, change] = useUrlState();
  const workspace = useMembership()?.workspace_id;
  const navigate = useNavigate();
  const q = search.q || undefined;
  const pages = usePages<Application>(["get", "/api/v1/applications", workspace, q], (cursor, signal) =>
    client.GET("/api/v1/applications", { params: { query: { cursor, limit: 100, q } }, signal }),
  );
  const add = (
    <Can do="change">
      <LinkButton to="/applications/new" leftSection={<IconPlus size={16} />}>
        New sender app
      </LinkButton>
    </Can>
  );
  const empty = q ? (
    <Empty icon={IconSearch} title={`Nothing is called “${q}”`}>
      Look for another part of the name.
    </Empty>
  ) : (
    <Empty icon={IconApps} title="No sender app yet" action={add}>
      A sender app is a program that sends messages over HTTP: it gets a key, and says what its messages look like.
    </Empty>
  );
  return (
    <Page
      title="Sender apps"
      about="Programs that send messages, each with a key, a schema and limits of its own."
      actions={add}
    >
      <Section>
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
          query={pages}
          columns={COLUMNS}
          rowKey={(one) => one.id}
          label="Sender apps"
          empty={empty}
          onOpen={(one) => void navigate({ to: `/applications/${one.id}` })}
        />
      </Section>
    </Page>
  );
}
