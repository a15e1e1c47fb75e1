import type { Schemas } from "@/api/client";
import { Chart, Legend, type Line } from "@/components/Chart";
import { duration, rate } from "@/components/numbers";
import { Section } from "@/components/Page";

type Summary = Schemas["MetricsSummary"];

function timesOf(summary: Summary): Date[] {
  const first = Date.parse(summary.since);
  return summary.series.accepted.map((_, i) => new Date(first + i * summary.resolution_s * 1000));
}

export function ThroughputChart({ summary }: { summary: Summary }) {
  const { series, resolution_s } = summary;
  const perSecond = (values: readonly number[]) => values.map((one) => one / resolution_s);
  const faults = series.failed.map((one, i) => one + (series.dead[i] ?? 0));
  const lines: Line[] = [
    { name: "Accepted", values: perSecond(series.accepted), color: "var(--nx-accent)", area: true },
    { name: "Delivered", values: perSecond(series.delivered), color: "var(--nx-good)" },
    { name: "Failed", values: perSecond(faults), color: "var(--nx-bad)" },
  ];
  return (
    <Section title="Messages per second" actions={<Legend lines={lines} />}>
      <Chart
        label="Messages accepted, delivered and failed per second"
        lines={lines}
        times={timesOf(summary)}
        format={rate}
      />
    </Section>
  );
}

export function LatencyChart({ summary }: { summary: Summary }) {
  const { series } = summary;
  const lines: Line[] = [
    { name: "Median", values: series.latency_p50_ms, color: "var(--nx-info)", area: true },
    { name: "99 % within", values: series.latency_p99_ms, color: "var(--nx-warn)" },
  ];
  return (
    <Section title="Latency, from accepted to delivered" actions={<Legend lines={lines} />}>
      <Chart
        label="Latency from acceptance to delivery, median and 99th percentile"
        lines={lines}
        times={timesOf(summary)}
        format={duration}
      />
    </Section>
  );
}
