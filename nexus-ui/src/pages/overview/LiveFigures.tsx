/** The five numbers that tell whether all is well, with their last two minutes. */
import { Group, SimpleGrid, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Schemas } from "@/api/client";
import { Sparkline } from "@/components/Chart";
import { count, duration, percent, rate } from "@/components/numbers";
import { perSecond, type Tick } from "@/live/useTicks";
import classes from "./overview.module.css";

interface Props {
  ticks: readonly Tick[];
  summary: Schemas["MetricsSummary"];
}

export function LiveFigures({ ticks, summary }: Props) {
  const { totals, before } = summary;
  const backlogOf = (one: { lag: number; pending: number; scheduled: number }) => one.lag + one.pending + one.scheduled;
  const backlog = ticks.at(-1)?.before ?? before;
  const attempts = totals.delivered + totals.failed + totals.dead;
  const faults = totals.failed + totals.dead;
  const inTicks = (of: (tick: Tick) => number | null) => ticks.map(of);

  return (
    <SimpleGrid cols={{ base: 2, md: 3, lg: 5 }} spacing="md">
      <Figure
        title="Accepted"
        value={rate(perSecond(ticks, (one) => one.totals.accepted))}
        unit="/s"
        note={`${count(totals.accepted)} in this span`}
      >
        <Sparkline values={inTicks((one) => one.totals.accepted)} />
      </Figure>
      <Figure
        title="Delivered"
        value={rate(perSecond(ticks, (one) => one.totals.delivered))}
        unit="/s"
        note={`${count(totals.delivered)} in this span`}
      >
        <Sparkline values={inTicks((one) => one.totals.delivered)} color="var(--nx-good)" />
      </Figure>
      <Figure
        title="Failed attempts"
        value={percent(faults, attempts)}
        tone={faults > 0 ? "bad" : undefined}
        note={faults === 0 ? "None in this span" : `${count(totals.failed)} tried again, ${count(totals.dead)} dead`}
      >
        <Sparkline values={inTicks((one) => one.totals.failed + one.totals.dead)} color="var(--nx-bad)" />
      </Figure>
      <Figure
        title="Latency, median"
        value={duration(totals.latency.p50_ms)}
        note={`99 % within ${duration(totals.latency.p99_ms)}`}
      >
        <Sparkline values={inTicks((one) => one.totals.latency.p50_ms)} color="var(--nx-info)" />
      </Figure>
      <Figure
        title="Backlog"
        value={count(backlogOf(backlog))}
        note={`${count(backlog.lag)} unread, ${count(backlog.pending)} in work, ${count(backlog.scheduled)} scheduled`}
      >
        <Sparkline values={inTicks((one) => backlogOf(one.before))} color="var(--nx-warn)" />
      </Figure>
    </SimpleGrid>
  );
}

interface FigureProps {
  title: string;
  value: string;
  unit?: string;
  note: string;
  tone?: "bad";
  children: ReactNode;
}

function Figure({ title, value, unit, note, tone, children }: FigureProps) {
  return (
    <div className={classes.figure}>
      <Text size="xs" c="dimmed" fw={500}>
        {title}
      </Text>
      <Group gap={3} align="baseline" mt={2}>
        <Text
          className="nx-number"
          fz={26}
          fw={600}
          lh={1.25}
          style={{ letterSpacing: "-0.02em", color: tone ? `var(--nx-${tone})` : undefined }}
        >
          {value}
        </Text>
        {unit && (
          <Text c="dimmed" size="sm">
            {unit}
          </Text>
        )}
      </Group>
      <Text size="xs" c="dimmed" truncate title={note}>
        {note}
      </Text>
      <div className={classes.spark}>{children}</div>
    </div>
  );
}
