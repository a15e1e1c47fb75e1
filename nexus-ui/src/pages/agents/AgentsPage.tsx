/** Edge agents: who they are, whether they are there, and how much waits with them. */
import { Badge, Button, Group, Text } from "@mantine/core";
import { IconBuildingFactory2, IconPlus } from "@tabler/icons-react";
import { client } from "@/api/client";
import { Can } from "@/auth/Can";
import { useMembership } from "@/auth/workspace";
import { type Column, DataTable, usePages } from "@/components/DataTable";
import { count } from "@/components/numbers";
import { Page, Section } from "@/components/Page";
import { RelativeTime } from "@/components/RelativeTime";
import { Empty } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { useUrlState } from "@/components/useUrlState";
import { AgentDrawer } from "./AgentDrawer";
import { type Agent, STANDING_LABELS, standingOf } from "./standing";

const LOOK_AGAIN_MS = 5_000;
const SHOWN_APPS = 3;

function release(agent: Agent): string {
  return typeof agent.info.release === "string" ? agent.info.release : "";
}

const COLUMNS: readonly Column<Agent>[] = [
  {
    key: "name",
    title: "Name",
    sortBy: (one) => one.name,
    render: (one) => (
      <>
        <Text size="sm" fw={500}>
          {one.name}
        </Text>
        {release(one) && (
          <Text size="xs" c="dimmed">
            {release(one)}
          </Text>
        )}
      </>
    ),
  },
  {
    key: "state",
    title: "State",
    sortBy: (one) => standingOf(one, Date.now()),
    render: (one) => {
      const standing = standingOf(one, Date.now());
      return (
        <StatusBadge
          status={standing}
          label={STANDING_LABELS[standing]}
          tone={standing === "offline" ? "bad" : undefined}
        />
      );
    },
  },
  {
    key: "seen",
    title: "Last seen",
    sortBy: (one) => one.last_seen_at,
    render: (one) => <RelativeTime at={one.last_seen_at} />,
  },
  {
    key: "queue",
    title: "In its queue",
    align: "right",
    sortBy: (one) => one.queue_size,
    render: (one) =>
      one.queue_size === null ? (
        <Text span c="dimmed">
          –
        </Text>
      ) : (
        <span className="nx-number">{count(one.queue_size)}</span>
      ),
  },
  {
    key: "apps",
    title: "Takes messages of",
    render: (one) =>
      one.applications.length === 0 ? (
        <Text span size="sm" c="dimmed">
          no sender app yet
        </Text>
      ) : (
        <Group gap={4}>
          {one.applications.slice(0, SHOWN_APPS).map((each) => (
            <Badge key={each.id} color="gray">
              {each.name}
            </Badge>
          ))}
          {one.applications.length > SHOWN_APPS && (
            <Text span size="xs" c="dimmed">
              and {one.applications.length - SHOWN_APPS} more
            </Text>
          )}
        </Group>
      ),
  },
];

export default function AgentsPage() {
  const [search, change] = useUrlState();
  const workspace = useMembership()?.workspace_id;
  const pages = usePages<Agent>(
    ["get", "/api/v1/agents", workspace],
    (cursor, signal) => client.GET("/api/v1/agents", { params: { query: { cursor, limit: 100 } }, signal }),
    { refetchInterval: LOOK_AGAIN_MS },
  );
  const add = (
    <Can do="change">
      <Button leftSection={<IconPlus size={16} />} onClick={() => change({ agent: "new" })}>
        New agent
      </Button>
    </Can>
  );
  const chosen = search.agent === "new" ? "new" : pages.data?.find((one) => one.id === search.agent);
  return (
    <Page
      title="Agents"
      about="Nexus at the edge: an agent takes messages where they arise, keeps them while the way here is cut, and forwards them in order."
      actions={add}
    >
      <Section>
        <DataTable
          query={pages}
          columns={COLUMNS}
          rowKey={(one) => one.id}
          label="Agents"
          onOpen={(one) => change({ agent: one.id })}
          empty={
            <Empty icon={IconBuildingFactory2} title="No agent yet" action={add}>
              Where senders cannot reach this server, or must not wait for it, an agent stands in its place.
            </Empty>
          }
        />
      </Section>
      {chosen && (
        <AgentDrawer
          key={chosen === "new" ? "new" : `${chosen.id} ${chosen.version}`}
          agent={chosen}
          onClose={() => change({ agent: undefined })}
        />
      )}
    </Page>
  );
}
