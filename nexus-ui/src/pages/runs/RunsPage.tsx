/** The runs of a sequential workflow, those that began last first. */
import { Group, Select, Text, TextInput } from "@mantine/core";
import { IconSearch, IconTimeline } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { client, type Schemas } from "@/api/client";
import { everyApplication, everyWorkflow } from "@/api/everything";
import { Can } from "@/auth/Can";
import { useMembership } from "@/auth/workspace";
import { type Column, DataTable, usePages } from "@/components/DataTable";
import { LinkButton } from "@/components/LinkButton";
import { Page, Section } from "@/components/Page";
import { RelativeTime } from "@/components/RelativeTime";
import { Empty, Loaded } from "@/components/States";
import { useUrlState } from "@/components/useUrlState";
import { RunStatus } from "./RunStatus";
import { RUN_STATUSES, tookOf } from "./words";

type Run = Schemas["RunView"];

const LOOK_AGAIN_MS = 5_000;

export default function RunsPage() {
  const workspace = useMembership()?.workspace_id;
  const workflows = useQuery({ queryKey: ["palette", "workflows", workspace], queryFn: everyWorkflow });
  return (
    <Page
      title="Runs"
      about="One message on its way through the steps of a sequential workflow: what each step got, gave, and how long it took."
    >
      <Section>
        <Loaded query={workflows}>
          {(all) => {
            const sequential = all.filter((one) => one.mode === "sequential");
            return sequential.length ? <Runs workflows={sequential} /> : <NoWorkflow />;
          }}
        </Loaded>
      </Section>
    </Page>
  );
}

function NoWorkflow() {
  return (
    <Empty
      icon={IconTimeline}
      title="No sequential workflow yet"
      action={
        <Can do="change">
          <LinkButton to="/workflows/new">New workflow</LinkButton>
        </Can>
      }
    >
      A sequential workflow takes each message through steps, one after the other; its runs are kept here.
    </Empty>
  );
}

function Runs({ workflows }: { workflows: Schemas["WorkflowSummary"][] }) {
  const [search, change] = useUrlState();
  const navigate = useNavigate();
  const workspace = useMembership()?.workspace_id;
  const applications = useQuery({ queryKey: ["palette", "applications", workspace], queryFn: everyApplication });
  const chosen = workflows.find((one) => one.id === search.workflow) ?? workflows[0];
  const workflow_id = chosen?.id ?? "";
  const filter = { status: search.status, text: search.q || undefined, source: search.source };
  const runs = usePages<Run>(
    ["runs", workspace, workflow_id, filter],
    (cursor, signal) =>
      client.GET("/api/v1/workflows/{workflow_id}/runs", {
        params: { path: { workflow_id }, query: { ...filter, cursor, limit: 100 } },
        signal,
      }),
    { refetchInterval: LOOK_AGAIN_MS },
  );
  const nameOf = new Map((applications.data ?? []).map((one) => [one.id, one.name]));
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <>
      <Group gap="xs" py="md">
        <Select
          size="xs"
          w={220}
          aria-label="Workflow"
          allowDeselect={false}
          searchable
          data={workflows.map((one) => ({ value: one.id, label: one.name }))}
          value={workflow_id}
          onChange={(workflow) => change({ workflow: workflow ?? undefined })}
        />
        <Select
          size="xs"
          w={140}
          aria-label="Status"
          placeholder="Any status"
          clearable
          data={Object.entries(RUN_STATUSES).map(([value, { label }]) => ({ value, label }))}
          value={search.status ?? null}
          onChange={(status) => change({ status: status ?? undefined })}
        />
        <Select
          size="xs"
          w={150}
          aria-label="Sender app"
          placeholder="From anywhere"
          clearable
          searchable
          data={(applications.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
          value={search.source ?? null}
          onChange={(source) => change({ source: source ?? undefined })}
        />
        <TextInput
          size="xs"
          w={230}
          aria-label="Part of the reason"
          placeholder="Part of the reason"
          leftSection={<IconSearch size={14} />}
          defaultValue={search.q}
          onChange={(event) => change({ q: event.currentTarget.value })}
        />
      </Group>
      <DataTable
        query={runs}
        columns={columns(nameOf)}
        rowKey={(one) => one.id}
        label="Runs"
        onOpen={(one) => void navigate({ to: `/runs/${one.id}`, search: { workflow: one.workflow } as never })}
        empty={
          isFiltered ? (
            <Empty icon={IconSearch} title="Nothing fits">
              Take a filter away to see the others.
            </Empty>
          ) : (
            <Empty icon={IconTimeline} title="No run yet">
              Send a message with one of its sender apps, or run it by POST /api/v1/execute/{workflow_id}.
            </Empty>
          )
        }
      />
    </>
  );
}

function columns(nameOf: ReadonlyMap<string, string>): readonly Column<Run>[] {
  return [
    { key: "started", title: "Began", width: 120, render: (one) => <RelativeTime at={one.started_at} /> },
    { key: "status", title: "Status", width: 130, render: (one) => <RunStatus status={one.status} /> },
    {
      key: "id",
      title: "Run",
      width: 150,
      render: (one) => (
        <Text span className="nx-mono" title={one.id}>
          …{one.id.slice(-12)}
        </Text>
      ),
    },
    { key: "source", title: "From", width: 140, render: (one) => nameOf.get(one.source) ?? sourceName(one.source) },
    {
      key: "reason",
      title: "Where it stands",
      render: (one) => (
        <Text size="sm" lineClamp={2} c={one.reason ? undefined : "dimmed"} style={{ overflowWrap: "anywhere" }}>
          {one.step && <b>{one.step}</b>}
          {one.step && one.reason && ": "}
          {one.reason || (one.step ? "" : "at its end")}
          {one.due_at && (
            <>
              {" "}
              (goes on <RelativeTime at={one.due_at} />)
            </>
          )}
        </Text>
      ),
    },
    {
      key: "duration",
      title: "Took",
      align: "right",
      width: 90,
      render: (one) => <span className="nx-number">{tookOf(one.duration_ms)}</span>,
    },
    { key: "version", title: "Version", align: "right", width: 80, render: (one) => one.version },
  ];
}

function sourceName(source: string): string {
  return source === "execute" || source === "schedule" ? source : "a sender app that is gone";
}
