/** What letters died of, most first; a group opens its letters. */
import { Badge, Group, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconMailCheck, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api, type Schemas } from "@/api/client";
import { everyWorkflow } from "@/api/everything";
import { useMembership } from "@/auth/workspace";
import { type Column, DataTable } from "@/components/DataTable";
import { count } from "@/components/numbers";
import { Page, Section } from "@/components/Page";
import { RelativeTime } from "@/components/RelativeTime";
import { Empty } from "@/components/States";
import { useUrlState } from "@/components/useUrlState";
import { GroupLetters } from "./GroupLetters";
import { type LetterStatus, STATUSES, statusOf } from "./status";

type LetterGroup = Schemas["GroupView"];
const LOOK_AGAIN_MS = 10_000;

const COLUMNS: readonly Column<LetterGroup>[] = [
  {
    key: "reason",
    title: "What they died of",
    render: (one) => (
      <Text size="sm" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
        {one.reason || "No reason is known"}
      </Text>
    ),
  },
  {
    key: "where",
    title: "Where",
    width: 260,
    sortBy: (one) => `${one.workflow} ${one.pipeline}`,
    render: (one) => (
      <>
        <Text size="sm" fw={500}>
          {one.workflow ?? "A workflow that is gone"}
        </Text>
        <Text size="xs" c="dimmed">
          {one.pipeline_id === "sequence" ? "sequence" : (one.pipeline ?? "a pipeline that is gone")}
        </Text>
      </>
    ),
  },
  {
    key: "count",
    title: "Letters",
    align: "right",
    width: 90,
    sortBy: (one) => one.count,
    render: (one) => <Badge color="red">{count(one.count)}</Badge>,
  },
  {
    key: "first",
    title: "First",
    width: 120,
    sortBy: (one) => one.first_at,
    render: (one) => <RelativeTime at={one.first_at} />,
  },
  {
    key: "last",
    title: "Last",
    width: 120,
    sortBy: (one) => one.last_at,
    render: (one) => <RelativeTime at={one.last_at} />,
  },
];

export default function GroupsPage() {
  const [search] = useUrlState();
  return search.fingerprint ? <GroupLetters /> : <Groups />;
}

function Groups() {
  const [search, change] = useUrlState();
  const workspace = useMembership()?.workspace_id;
  const workflows = useQuery({ queryKey: ["palette", "workflows", workspace], queryFn: everyWorkflow });
  const status = statusOf(search);
  const query = { status, workflow: search.workflow, text: search.q || undefined, limit: 1000 };
  const found = api.useQuery(
    "get",
    "/api/v1/dead-letters/groups",
    { params: { query } },
    { refetchInterval: LOOK_AGAIN_MS, placeholderData: (former) => former, select: (data) => data.items },
  );
  const open = (one: LetterGroup) =>
    change({ fingerprint: one.fingerprint, workflow: one.workflow_id, pipeline: one.pipeline_id, q: undefined });
  const isFiltered = search.workflow !== undefined || query.text !== undefined;
  return (
    <Page
      title="Dead letters"
      about="Deliveries that could not be made and need a person, grouped by what they died of. Nothing is lost: mend the cause, then replay them."
    >
      <Section>
        <Group gap="sm" py="md">
          <SegmentedControl
            size="xs"
            aria-label="What became of them"
            data={STATUSES}
            value={status}
            onChange={(value) => change({ status: value === "waiting" ? undefined : value })}
          />
          <TextInput
            size="xs"
            w={240}
            placeholder="Part of the reason"
            aria-label="Part of the reason"
            leftSection={<IconSearch size={14} />}
            defaultValue={search.q}
            onChange={(event) => change({ q: event.currentTarget.value })}
          />
          <Select
            size="xs"
            w={200}
            aria-label="Workflow"
            placeholder="All workflows"
            clearable
            searchable
            data={(workflows.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
            value={search.workflow ?? null}
            onChange={(workflow) => change({ workflow: workflow ?? undefined })}
          />
        </Group>
        <Stack>
          <DataTable
            query={found}
            columns={COLUMNS}
            rowKey={(one) => `${one.fingerprint} ${one.workflow_id} ${one.pipeline_id}`}
            label="Groups of dead letters"
            onOpen={open}
            empty={<None status={status} isFiltered={isFiltered} />}
          />
        </Stack>
      </Section>
    </Page>
  );
}

function None({ status, isFiltered }: { status: LetterStatus; isFiltered: boolean }) {
  if (isFiltered)
    return (
      <Empty icon={IconSearch} title="Nothing fits">
        Take a filter away to see the others.
      </Empty>
    );
  return status === "waiting" ? (
    <Empty icon={IconMailCheck} title="No dead letter waits">
      What a destination refuses for good appears here, with the reason and the whole message.
    </Empty>
  ) : (
    <Empty icon={IconMailCheck} title={`None has been ${status}`}>
      What is {status} is kept here for a while, with who did it.
    </Empty>
  );
}
