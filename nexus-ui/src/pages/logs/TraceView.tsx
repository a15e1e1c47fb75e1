/** The whole life of one message: what came, and each way that it took. Looks again while something is under way. */
import { Alert, Badge, Group, Stack, Table, Text, Title } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMembership } from "@/auth/workspace";
import { CopyText } from "@/components/Copy";
import { Json } from "@/components/Json";
import { LinkButton } from "@/components/LinkButton";
import { duration } from "@/components/numbers";
import { exact, RelativeTime } from "@/components/RelativeTime";
import { Loaded } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import classes from "./logs.module.css";
import { type Delivery, isUnderWay, type Moment, offset, storyOf } from "./story";
import { type Message, traceOf } from "./trace";

const LOOK_AGAIN_MS = 2_000;

export function TraceView({ id }: { id: string }) {
  const workspace = useMembership()?.workspace_id;
  const found = useQuery({
    queryKey: ["get", "/api/v1/messages/{message_id}/trace", workspace, id],
    queryFn: ({ signal }) => traceOf(id, signal),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? LOOK_AGAIN_MS : false),
  });
  return (
    <Loaded query={found} rows={8}>
      {(message) => <Shown message={message} />}
    </Loaded>
  );
}

function Shown({ message }: { message: Message }) {
  return (
    <Stack gap="lg" py="md">
      {!message.complete && (
        <Alert color="yellow" title="Not all is known">
          The stream store does not answer: what is under way is missing here.
        </Alert>
      )}
      <ol className={classes.rail} aria-label="Acceptance">
        <Stop
          moment={{ key: "accepted", title: "Accepted", tone: "info", at: message.received_at }}
          received={message.received_at}
        >
          <Text size="sm" c="dimmed">
            from {message.application ?? "a sender app that is gone"}, <RelativeTime at={message.received_at} />
          </Text>
          <CopyText value={message.message_id} label="Copy the message id" />
          {message.payload_retained ? (
            <Json value={message.payload} label="Payload" />
          ) : (
            <Text size="sm" c="dimmed">
              The payload is not kept any more: its workflows have delivered it, and their retention is over.
            </Text>
          )}
          <Headers headers={message.headers} />
        </Stop>
      </ol>
      {message.deliveries.map((one) => (
        <Way key={`${one.workflow_id} ${one.pipeline_id}`} delivery={one} message={message} />
      ))}
    </Stack>
  );
}

function Headers({ headers }: { headers: unknown }) {
  const entries = headers && typeof headers === "object" ? Object.entries(headers) : [];
  if (entries.length === 0) return null;
  return (
    <Table verticalSpacing={2} horizontalSpacing={0} withRowBorders={false} aria-label="Headers">
      <Table.Tbody>
        {entries.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Td w={130} c="dimmed" fz="xs">
              {name}
            </Table.Td>
            <Table.Td fz="xs" className="nx-mono" style={{ overflowWrap: "anywhere" }}>
              {typeof value === "string" ? value : JSON.stringify(value)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Way({ delivery, message }: { delivery: Delivery; message: Message }) {
  const isSequence = delivery.pipeline_id === "sequence";
  return (
    <section className={classes.way} aria-label={`Way to ${delivery.pipeline ?? delivery.workflow ?? "what is gone"}`}>
      <Group justify="space-between" mb="sm" wrap="nowrap">
        <Title order={3} fz="sm" lineClamp={1}>
          <Link to={`/workflows/${delivery.workflow_id}`} className="nx-link">
            {delivery.workflow ?? "A workflow that is gone"}
          </Link>
          {!isSequence && ` › ${delivery.pipeline ?? "a pipeline that is gone"}`}
        </Title>
        <StatusBadge status={delivery.stage} />
      </Group>
      <ol className={classes.rail}>
        {storyOf(delivery).map((one) => (
          <Stop key={one.key} moment={one} received={message.received_at} />
        ))}
      </ol>
      {isSequence ? (
        <Steps delivery={delivery} id={message.message_id} />
      ) : (
        <Mapped delivery={delivery} message={message} />
      )}
      {delivery.stage === "dead" && delivery.dead_letter_id && (
        <LinkButton
          to={`/dead-letters/${delivery.dead_letter_id}`}
          size="xs"
          variant="default"
          mt="sm"
          rightSection={<IconArrowRight size={14} />}
        >
          To the dead letter
        </LinkButton>
      )}
    </section>
  );
}

function Mapped({ delivery, message }: { delivery: Delivery; message: Message }) {
  if (delivery.mapping_error) {
    return (
      <Alert color="red" variant="light" title="The mapping, as it is now, makes nothing of it" mt="xs">
        {delivery.mapping_error}
      </Alert>
    );
  }
  if (!message.payload_retained || delivery.mapped === null) return null;
  return (
    <>
      <Text size="xs" c="dimmed" mb={4}>
        What goes out, by the mapping as it is now
      </Text>
      <Json value={delivery.mapped} label="Payload out" />
    </>
  );
}

function Steps({ delivery, id }: { delivery: Delivery; id: string }) {
  return (
    <Stack gap="xs">
      {delivery.steps.length > 0 && (
        <Table verticalSpacing={4} horizontalSpacing={8} aria-label="Steps">
          <Table.Tbody>
            {delivery.steps.map((one) => (
              <Table.Tr key={`${one.name} ${one.started_at}`}>
                <Table.Td w={160} fz="sm">
                  {one.name}
                </Table.Td>
                <Table.Td fz="xs" c="dimmed" w={80}>
                  {duration(one.duration_ms)}
                </Table.Td>
                <Table.Td fz="xs" c={one.error ? "var(--nx-bad)" : "dimmed"} style={{ overflowWrap: "anywhere" }}>
                  {one.error || "went well"}
                  {one.skipped && <Badge ml={6}>skipped</Badge>}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Group>
        <LinkButton
          to={`/runs/${id}`}
          search={{ workflow: delivery.workflow_id }}
          size="xs"
          variant="default"
          rightSection={<IconArrowRight size={14} />}
        >
          To the run
        </LinkButton>
      </Group>
    </Stack>
  );
}

interface StopProps {
  moment: Moment;
  received: string;
  children?: React.ReactNode;
}

function Stop({ moment, received, children }: StopProps) {
  return (
    <li className={classes.stop}>
      <span className={classes.dot} style={{ background: `var(--nx-${moment.tone})` }} aria-hidden />
      <Stack gap={6} flex={1} miw={0}>
        <Group gap={8} justify="space-between" wrap="nowrap">
          <Text size="sm" fw={500}>
            {moment.title}
            {moment.note && (
              <Text span size="xs" c="dimmed" fw={400} ml={8}>
                {moment.note}
              </Text>
            )}
          </Text>
          <Text size="xs" c="dimmed" className="nx-number" title={moment.at ? exact(new Date(moment.at)) : undefined}>
            {moment.key === "accepted" ? exact(new Date(received)) : offset(moment.at, received)}
          </Text>
        </Group>
        {moment.fault && <div className={classes.fault}>{moment.fault}</div>}
        {children}
      </Stack>
    </li>
  );
}
