import { Badge, Button, Drawer, Select, Stack, Switch, Table, Text, TextInput } from "@mantine/core";
import { IconDownload, IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { client, type Schemas } from "@/api/client";
import { everyPage } from "@/api/everything";
import { Can, useCan } from "@/auth/Can";
import { useMembership } from "@/auth/workspace";
import { CopyText } from "@/components/Copy";
import { type Column, DataTable, usePages } from "@/components/DataTable";
import { download } from "@/components/download";
import { tell, tellFailure } from "@/components/feedback";
import { plural } from "@/components/numbers";
import { Page, Section } from "@/components/Page";
import { exact, RelativeTime } from "@/components/RelativeTime";
import { Empty } from "@/components/States";
import { useUrlState } from "@/components/useUrlState";
import classes from "./audit.module.css";
import { csvOf } from "./export";
import { Verify } from "./Verify";

type Entry = Schemas["AuditView"];
type Category = Schemas["Category"];

const CATEGORIES: { value: Category; label: string }[] = [
  { value: "ADMIN", label: "Changes" },
  { value: "AUTH", label: "Signing in" },
  { value: "DATA", label: "Data" },
  { value: "SECURITY", label: "Security" },
];
const MOST_EXPORTED = 20_000;

const COLUMNS: readonly Column<Entry>[] = [
  { key: "at", title: "When", width: 130, render: (one) => <RelativeTime at={one.at} /> },
  {
    key: "actor",
    title: "Who",
    render: (one) => (
      <>
        <Text size="sm" fw={500}>
          {one.actor}
        </Text>
        <Text size="xs" c="dimmed">
          {one.address}
        </Text>
      </>
    ),
  },
  {
    key: "action",
    title: "What",
    render: (one) => (
      <Text size="sm" className="nx-mono">
        {one.action}
      </Text>
    ),
  },
  {
    key: "target",
    title: "To what",
    render: (one) => (
      <Text size="sm" truncate maw={320}>
        {one.target}
      </Text>
    ),
  },
  {
    key: "category",
    title: "",
    align: "right",
    render: (one) => <Badge color={one.category === "SECURITY" ? "red" : "gray"}>{one.category.toLowerCase()}</Badge>,
  },
];

export default function AuditPage() {
  const mayAudit = useCan("audit");
  const owner = useCan("own");
  const workspace = useMembership()?.workspace_id;
  const [search, change] = useUrlState();
  const [opened, setOpened] = useState<Entry | null>(null);
  const [isExporting, setExporting] = useState(false);
  const everywhere = owner && search.all === "yes";
  const header = everywhere ? { "X-Workspace": "*" } : {};
  const filter = {
    category: (search.category || undefined) as Category | undefined,
    actor: search.actor || undefined,
    action: search.action || undefined,
    target: search.target || undefined,
    since: search.since ? new Date(search.since).toISOString() : undefined,
    until: search.until ? new Date(search.until).toISOString() : undefined,
  };
  const ask = (cursor: string | undefined, signal?: AbortSignal, limit = 100) =>
    client.GET("/api/v1/audit-logs", { params: { query: { ...filter, cursor, limit }, header }, signal });
  const pages = usePages<Entry>(["audit", workspace, everywhere, filter], ask, { enabled: mayAudit });

  if (!mayAudit)
    return (
      <Page title="Audit log">
        <Empty icon={IconShieldCheck} title="Administrators read the audit log">
          Ask one of this workspace.
        </Empty>
      </Page>
    );

  const save = async () => {
    setExporting(true);
    try {
      let read = 0;
      const entries = await everyPage(async (cursor) => {
        const page = (await ask(cursor, undefined, 1000)).data;
        read += page?.items.length ?? 0;
        return page && read >= MOST_EXPORTED ? { ...page, next: null } : page;
      });
      download("audit-log.csv", csvOf(entries), "text/csv");
      tell(
        `${plural(entries.length, "entry", "entries")} exported`,
        read >= MOST_EXPORTED ? "The newest ones: narrow the filter for older ones." : undefined,
      );
    } catch (error) {
      tellFailure(error);
    } finally {
      setExporting(false);
    }
  };

  return (
    <Page
      title="Audit log"
      about="Who did what from where. Each entry is chained to the one before by its digest, so that what was written cannot be changed unnoticed."
      actions={
        <>
          <Can do="own">
            <Verify />
          </Can>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            loading={isExporting}
            onClick={() => void save()}
          >
            Export
          </Button>
        </>
      }
    >
      <Section>
        <div className={classes.filters}>
          <TextInput
            label="Who"
            placeholder="admin"
            defaultValue={search.actor}
            onChange={(event) => change({ actor: event.currentTarget.value })}
          />
          <TextInput
            label="What"
            placeholder="user.update"
            defaultValue={search.action}
            onChange={(event) => change({ action: event.currentTarget.value })}
          />
          <TextInput
            label="To what"
            placeholder="connection:warehouse"
            defaultValue={search.target}
            onChange={(event) => change({ target: event.currentTarget.value })}
          />
          <Select
            label="Kind"
            placeholder="All"
            clearable
            data={CATEGORIES}
            value={search.category ?? null}
            onChange={(category) => change({ category: category ?? undefined })}
          />
          <TextInput
            label="From"
            type="datetime-local"
            defaultValue={search.since}
            onChange={(event) => change({ since: event.currentTarget.value })}
          />
          <TextInput
            label="Until"
            type="datetime-local"
            defaultValue={search.until}
            onChange={(event) => change({ until: event.currentTarget.value })}
          />
          {owner && (
            <Switch
              label="All workspaces"
              checked={everywhere}
              onChange={(event) => change({ all: event.currentTarget.checked ? "yes" : undefined })}
              pb={8}
            />
          )}
        </div>
        <DataTable
          query={pages}
          columns={COLUMNS}
          rowKey={(one) => String(one.number)}
          label="Audit log"
          empty={
            <Empty icon={IconShieldCheck} title="Nothing fits">
              Take a filter away, or choose a longer time.
            </Empty>
          }
          onOpen={setOpened}
        />
      </Section>
      <Drawer opened={opened !== null} onClose={() => setOpened(null)} title={<Text fw={600}>{opened?.action}</Text>}>
        {opened && <Details entry={opened} />}
      </Drawer>
    </Page>
  );
}

function shown(value: unknown): string {
  return value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value);
}

function Details({ entry }: { entry: Entry }) {
  return (
    <Stack>
      <Text size="sm">
        {entry.actor} from {entry.address || "this machine"}, {exact(new Date(entry.at))}
      </Text>
      <Text size="sm">{entry.target}</Text>
      {Object.keys(entry.details).length > 0 && (
        <Table verticalSpacing={6} horizontalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Place</Table.Th>
              <Table.Th>Before</Table.Th>
              <Table.Th>After</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {Object.entries(entry.details).map(([path, change]) => {
              const both = (
                typeof change === "object" && change !== null && ("before" in change || "after" in change)
                  ? change
                  : { after: change }
              ) as { before?: unknown; after?: unknown };
              return (
                <Table.Tr key={path}>
                  <Table.Td className="nx-mono">{path}</Table.Td>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{shown(both.before)}</Table.Td>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{shown(both.after)}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      )}
      <div>
        <Text size="xs" c="dimmed">
          Entry {entry.number} of the chain, digest
        </Text>
        <CopyText value={entry.digest} label="Copy the digest" />
      </div>
    </Stack>
  );
}
