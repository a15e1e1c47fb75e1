/** How things stand now, and what needs a person: each a click away. */
import { SegmentedControl, SimpleGrid, Stack } from "@mantine/core";
import { api } from "@/api/client";
import { Page } from "@/components/Page";
import { Loaded } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { useUrlState } from "@/components/useUrlState";
import { useTicks } from "@/live/useTicks";
import { AttentionCard } from "./AttentionCard";
import { HealthCard } from "./HealthCard";
import { LiveFigures } from "./LiveFigures";
import { isSpan, SPANS } from "./spans";
import { LatencyChart, ThroughputChart } from "./TrafficCharts";
import { WorkflowsCard } from "./WorkflowsCard";

export default function OverviewPage() {
  const [search, change] = useUrlState();
  const span = isSpan(search.span) ? search.span : "1h";
  const { seconds, resolution } = SPANS[span];
  const summary = api.useQuery(
    "get",
    "/api/v1/metrics/summary",
    { params: { query: { span: seconds, resolution } } },
    { refetchInterval: 10_000, placeholderData: (former) => former },
  );
  const { ticks, state } = useTicks();

  return (
    <Page
      title="Overview"
      beside={state === "live" ? <StatusBadge status="live" /> : <StatusBadge status={state} label={LABELS[state]} />}
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Span of time"
          value={span}
          data={Object.keys(SPANS)}
          onChange={(value) => change({ span: value === "1h" ? undefined : value })}
        />
      }
    >
      <Loaded query={summary} rows={10}>
        {(data) => (
          <Stack gap="lg">
            <LiveFigures ticks={ticks} summary={data} />
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
              <AttentionCard attention={data.attention} />
              <HealthCard />
            </SimpleGrid>
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
              <ThroughputChart summary={data} />
              <LatencyChart summary={data} />
            </SimpleGrid>
            <WorkflowsCard summary={data} ticks={ticks} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

const LABELS = { connecting: "connecting", away: "not live: trying again", refused: "not live" };
