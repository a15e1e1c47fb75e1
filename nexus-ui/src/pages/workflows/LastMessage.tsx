/** What went along an edge last. It stands still to be read; what comes after it is shown when one asks for it. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowRight, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMembership } from "@/auth/workspace";
import { Json } from "@/components/Json";
import { LinkButton } from "@/components/LinkButton";
import { RelativeTime } from "@/components/RelativeTime";
import { Empty, Loaded } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import type { Workflow } from "./draft";
import type { GraphEdge } from "./graph";
import { LOOKED_THROUGH, lastAlong, type Passed } from "./passed";
import classes from "./workflows.module.css";

interface Props {
  edge: GraphEdge;
  /** As it is saved; none while it is new. */
  saved: Workflow | undefined;
  /** When something moved last, in milliseconds since 1970. */
  stirredAt: number;
}

export function LastMessage({ edge, saved, stirredAt }: Props) {
  if (!saved) return <Empty title="Nothing runs yet">Save the workflow: what goes this way is then seen here.</Empty>;
  return <Asked edge={edge} saved={saved} stirredAt={stirredAt} />;
}

function Asked({ edge, saved, stirredAt }: Props & { saved: Workflow }) {
  const workspace = useMembership()?.workspace_id;
  const found = useQuery({
    queryKey: ["last message", workspace, saved.id, edge.id],
    queryFn: ({ signal }) => lastAlong(edge, saved, signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const isNews = stirredAt > found.dataUpdatedAt;
  return (
    <Loaded query={found} rows={5}>
      {(passed) => (
        <Stack gap="sm">
          {passed ? (
            <Shown passed={passed} workflow={saved} />
          ) : (
            <Empty title="No message yet">
              {edge.source.startsWith("step:")
                ? `None of the last ${LOOKED_THROUGH} runs went this way.`
                : "Nothing that went this way is in the log."}
            </Empty>
          )}
          <Button
            variant="default"
            size="xs"
            leftSection={<IconRefresh size={14} />}
            loading={found.isFetching}
            disabled={!isNews && passed !== null}
            onClick={() => void found.refetch()}
          >
            {isNews ? "Show the newest" : "It is the newest"}
          </Button>
        </Stack>
      )}
    </Loaded>
  );
}

function Shown({ passed, workflow }: { passed: Passed; workflow: Workflow }) {
  const [to, search] = passed.isRun
    ? [`/runs/${passed.message_id}`, { workflow: workflow.id }]
    : [`/messages/${passed.message_id}`, undefined];
  return (
    <>
      <Group gap="xs" justify="space-between">
        <StatusBadge status={passed.status} />
        <Text size="xs" c="dimmed">
          <RelativeTime at={passed.at} />
        </Text>
      </Group>
      {passed.reason && <div className={classes.reason}>{passed.reason}</div>}
      {passed.values.map((one) => (
        <div key={one.title}>
          <Text size="xs" c="dimmed" mb={4}>
            {one.title}
          </Text>
          <Json value={one.value} label={one.title} maxHeight={240} />
        </div>
      ))}
      {passed.missing && (
        <Text size="sm" c="dimmed">
          {passed.missing}
        </Text>
      )}
      <LinkButton to={to} search={search} size="xs" variant="default" rightSection={<IconArrowRight size={14} />}>
        {passed.isRun ? "To the run" : "Its whole life"}
      </LinkButton>
    </>
  );
}
