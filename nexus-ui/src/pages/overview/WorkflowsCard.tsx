import { Table, Text } from "@mantine/core";
import { IconGitBranch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "@/api/client";
import { Can } from "@/auth/Can";
import { Sparkline } from "@/components/Chart";
import { LinkButton } from "@/components/LinkButton";
import { count, duration, rate } from "@/components/numbers";
import { Section } from "@/components/Page";
import { Empty } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { perSecond, type Tick } from "@/live/useTicks";

interface Props {
  summary: Schemas["MetricsSummary"];
  ticks: readonly Tick[];
}

export function WorkflowsCard({ summary, ticks }: Props) {
  if (summary.workflows.length === 0) {
    return (
      <Section title="Workflows">
        <Empty
          icon={IconGitBranch}
          title="No workflow yet"
          action={
            <Can do="change">
              <LinkButton to="/workflows/new">Make a workflow</LinkButton>
            </Can>
          }
        >
          A workflow takes messages from a sender app or a source, and delivers them to destinations.
        </Empty>
      </Section>
    );
  }
  return (
    <Section title="Workflows">
      <Table.ScrollContainer minWidth={720}>
        <Table aria-label="Workflows">
          <Table.Thead>
            <Table.Tr>
              {["Workflow", "State", "Last two minutes", "Now", "Delivered", "Latency", "Waiting", "Dead"].map(
                (title, i) => (
                  <Table.Th key={title} ta={i > 2 ? "right" : undefined}>
                    <Text span fz="xs" fw={500} c="dimmed">
                      {title}
                    </Text>
                  </Table.Th>
                ),
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {summary.workflows.map((one) => (
              <Row key={one.id} one={one} ticks={ticks} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}

function Row({ one, ticks }: { one: Schemas["MeasuredThing"]; ticks: readonly Tick[] }) {
  const delivered = ticks.map((tick) => tick.workflows[one.id]?.delivered ?? 0);
  const now = perSecond(ticks, (tick) => tick.workflows[one.id]?.delivered ?? 0);
  return (
    <Table.Tr>
      <Table.Td>
        <Link to={`/workflows/${one.id}`} className="nx-link">
          <Text span fw={500} size="sm">
            {one.name}
          </Text>
        </Link>
      </Table.Td>
      <Table.Td>
        <StatusBadge status={one.enabled ? "enabled" : "disabled"} />
      </Table.Td>
      <Table.Td w={180}>
        <Sparkline values={delivered} height={24} />
      </Table.Td>
      <Table.Td ta="right" className="nx-number">
        {rate(now)} /s
      </Table.Td>
      <Table.Td ta="right" className="nx-number">
        {count(one.totals.delivered)}
      </Table.Td>
      <Table.Td ta="right" className="nx-number">
        {duration(one.totals.latency.p50_ms)}
      </Table.Td>
      <Table.Td ta="right" className="nx-number">
        {count(one.before.lag + one.before.pending + one.before.scheduled)}
      </Table.Td>
      <Table.Td ta="right" className="nx-number" style={{ color: one.dead_letters > 0 ? "var(--nx-bad)" : undefined }}>
        {count(one.dead_letters)}
      </Table.Td>
    </Table.Tr>
  );
}
