/** All workflows: what goes in, what goes out, what holds for it, how far they are behind. */
import { Badge, Group, Switch, Text, Tooltip } from "@mantine/core";
import { IconPlus, IconSitemap } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { api, client, type Schemas } from "@/api/client";
import { Can, useCan } from "@/auth/Can";
import { useMembership } from "@/auth/workspace";
import { Sparkline } from "@/components/Chart";
import { type Column, DataTable, usePages } from "@/components/DataTable";
import { tell, tellFailure } from "@/components/feedback";
import { LinkButton } from "@/components/LinkButton";
import { count, plural, rate } from "@/components/numbers";
import { Page, Section } from "@/components/Page";
import { Empty } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { perSecond, type Tick, useTicks } from "@/live/useTicks";
import { nameOfSource } from "./graph";
import { guaranteeOf } from "./guarantee";

type Summary = Schemas["WorkflowSummary"];

const SPAN_S = 3_600;
const TREND_EVERY_MS = 30_000;

/** What there is to tell of workflows beside themselves. */
interface Measures {
  lastHour: ReadonlyMap<string, Schemas["MeasuredWorkflow"]>;
  ticks: readonly Tick[];
}

function columnsOf(
  { lastHour, ticks }: Measures,
  mayChange: boolean,
  enable: (one: Summary, enabled: boolean) => void,
): readonly Column<Summary>[] {
  return [
    {
      key: "name",
      title: "Workflow",
      width: "20%",
      sortBy: (one) => one.name,
      render: (one) => (
        <>
          <Link to={`/workflows/${one.id}`} className="nx-link">
            <Text span size="sm" fw={500}>
              {one.name}
            </Text>
          </Link>
          {one.description && (
            <Text size="xs" c="dimmed" lineClamp={1}>
              {one.description}
            </Text>
          )}
        </>
      ),
    },
    {
      key: "from",
      title: "From",
      width: "15%",
      render: (one) => <Names names={one.sources.map(nameOfSource)} none="a schedule, or nobody" />,
    },
    {
      key: "to",
      title: "To",
      width: "17%",
      render: (one) =>
        one.mode === "sequential" ? (
          <Badge color="gray">{plural(one.steps.length, "step")}</Badge>
        ) : (
          <Names names={one.pipelines.map((each) => each.destination)} none="nowhere yet" />
        ),
    },
    {
      key: "guarantee",
      title: "Guarantee",
      width: 118,
      render: (one) => <Guarantee of={one} />,
    },
    {
      key: "trend",
      title: "Last hour",
      width: 100,
      render: (one) => (
        <div style={{ width: 84 }}>
          <Sparkline values={lastHour.get(one.id)?.trend ?? []} height={22} />
        </div>
      ),
    },
    {
      key: "rate",
      title: "Delivered",
      width: 88,
      align: "right",
      sortBy: (one) => lastHour.get(one.id)?.totals.delivered,
      render: (one) => (
        <span className="nx-number">{rate(perSecond(ticks, (tick) => tick.workflows[one.id]?.delivered ?? 0))}/s</span>
      ),
    },
    {
      key: "waiting",
      title: "Waiting",
      width: 76,
      align: "right",
      sortBy: (one) => ticks.at(-1)?.workflows[one.id]?.waiting ?? 0,
      render: (one) => <span className="nx-number">{count(ticks.at(-1)?.workflows[one.id]?.waiting ?? 0)}</span>,
    },
    {
      key: "enabled",
      title: "Enabled",
      width: 84,
      align: "right",
      render: (one) =>
        mayChange ? (
          // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps the click from the row
          // biome-ignore lint/a11y/useKeyWithClickEvents: as above
          <span onClick={(event) => event.stopPropagation()}>
            <Switch
              aria-label={`${one.name} is enabled`}
              checked={one.enabled}
              onChange={(event) => enable(one, event.currentTarget.checked)}
              style={{ display: "inline-block" }}
            />
          </span>
        ) : (
          <StatusBadge status={one.enabled ? "enabled" : "disabled"} />
        ),
    },
  ];
}

/** What holds for all that it delivers; each way out, on a tooltip. */
function Guarantee({ of }: { of: Summary }) {
  const broken = of.pipelines.filter((each) => each.broken);
  if (broken.length > 0)
    return <StatusBadge status="broken" hint={broken.map((each) => `${each.name}: ${each.broken}`).join("\n")} />;
  const { label, text } = guaranteeOf(of);
  return (
    <Tooltip label={text} multiline maw={360} style={{ whiteSpace: "pre-wrap" }}>
      <Text span size="sm" style={{ whiteSpace: "nowrap" }}>
        {label}
      </Text>
    </Tooltip>
  );
}

function Names({ names, none }: { names: readonly string[]; none: string }) {
  const shown = [...new Set(names)];
  if (shown.length === 0) {
    return (
      <Text span size="sm" c="dimmed">
        {none}
      </Text>
    );
  }
  return (
    <Group gap={4}>
      {shown.slice(0, 3).map((one) => (
        <Badge key={one} color="gray">
          {one}
        </Badge>
      ))}
      {shown.length > 3 && (
        <Text span size="xs" c="dimmed">
          and {shown.length - 3} more
        </Text>
      )}
    </Group>
  );
}

export default function WorkflowsPage() {
  const workspace = useMembership()?.workspace_id;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const mayChange = useCan("change");
  const key = ["get", "/api/v1/workflows", workspace] as const;
  const pages = usePages<Summary>([...key], (cursor, signal) =>
    client.GET("/api/v1/workflows", { params: { query: { cursor, limit: 100 } }, signal }),
  );
  const { data } = api.useQuery(
    "get",
    "/api/v1/metrics/summary",
    { params: { query: { span: SPAN_S, resolution: 60 } } },
    { refetchInterval: TREND_EVERY_MS, placeholderData: (former) => former },
  );
  const { ticks } = useTicks();
  const lastHour = new Map((data?.workflows ?? []).map((one) => [one.id, one]));
  const enable = async (one: Summary, enabled: boolean) => {
    const about = { params: { path: { workflow_id: one.id } } };
    try {
      if (enabled) await client.POST("/api/v1/workflows/{workflow_id}/enable", about);
      else await client.POST("/api/v1/workflows/{workflow_id}/disable", about);
      tell(
        `${one.name} is ${enabled ? "enabled" : "disabled"}`,
        enabled ? undefined : "It takes nothing; what it holds waits.",
      );
    } catch (problem) {
      tellFailure(problem);
    }
    await queries.invalidateQueries({ queryKey: [...key] });
  };
  const add = (
    <Can do="change">
      <LinkButton to="/workflows/new" leftSection={<IconPlus size={16} />}>
        New workflow
      </LinkButton>
    </Can>
  );
  return (
    <Page
      title="Workflows"
      about="From where messages come, through what is done with them, to where they go."
      actions={add}
    >
      <Section>
        <DataTable
          query={pages}
          columns={columnsOf({ lastHour, ticks }, mayChange, (one, enabled) => void enable(one, enabled))}
          rowKey={(one) => one.id}
          label="Workflows"
          onOpen={(one) => void navigate({ to: `/workflows/${one.id}` })}
          empty={
            <Empty icon={IconSitemap} title="No workflow yet" action={add}>
              A workflow takes messages from a sender app or a source, and delivers them to destinations.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
