/** Each thing that Nexus needs, and what it says. The answer is the same whether it is well (200) or not (503). */
import { Group, Text } from "@mantine/core";
import { IconDatabase, IconHeartbeat, IconPuzzle, IconStack2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Problem } from "@/api/problem";
import { bytes, percent } from "@/components/numbers";
import { Section } from "@/components/Page";
import { Loaded } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { Item } from "./Item";

interface Dependency {
  ok: boolean;
  required: boolean;
  message?: string;
  remedy?: string;
  [figure: string]: unknown;
}

interface Health {
  status: string;
  dependencies: Record<string, Dependency>;
}

async function examine(): Promise<Health> {
  const response = await fetch("/api/v1/health").catch(() => null);
  if (response === null) throw Problem.away();
  if (response.status === 200 || response.headers.get("Content-Type")?.startsWith("application/json"))
    return response.json();
  throw await Problem.of(response);
}

const ICONS: Record<string, typeof IconDatabase> = {
  database: IconDatabase,
  store: IconStack2,
  stream_store: IconStack2,
  streams: IconStack2,
  plugins: IconPuzzle,
};

function figuresOf(one: Dependency): string {
  const { ok, required, message, remedy, ...figures } = one;
  return Object.entries(figures)
    .filter(([, value]) => ["string", "number"].includes(typeof value))
    .map(([name, value]) => figure(name, value as string | number))
    .join(" · ");
}

/** As people read it: what ends in `_bytes` or `_ratio` is a number of them. */
function figure(name: string, value: string | number): string {
  const words = name.replaceAll("_", " ");
  if (typeof value === "number" && name.endsWith("_bytes"))
    return `${words.slice(0, -" bytes".length)} ${bytes(value)}`;
  if (typeof value === "number" && name.endsWith("_ratio"))
    return `${words.slice(0, -" ratio".length)} ${percent(value, 1)}`;
  return `${words} ${value}`;
}

export function HealthCard() {
  const health = useQuery({ queryKey: ["health"], queryFn: examine, refetchInterval: 10_000 });
  return (
    <Section title="Health" actions={health.data && <StatusBadge status={health.data.status} />}>
      <Loaded query={health} rows={3}>
        {(data) =>
          Object.entries(data.dependencies).map(([name, one]) => {
            const Icon = ICONS[name] ?? IconHeartbeat;
            return (
              <Item
                key={name}
                icon={<Icon size={17} />}
                tone={one.ok ? "good" : one.required ? "bad" : "warn"}
                title={<span style={{ textTransform: "capitalize" }}>{name.replaceAll("_", " ")}</span>}
                note={
                  <Group gap={4}>
                    {[one.message, one.remedy, one.ok && figuresOf(one)].filter(Boolean).map((text) => (
                      <Text key={String(text)} span inherit>
                        {text}
                      </Text>
                    ))}
                  </Group>
                }
                beside={<StatusBadge status={one.ok ? "ok" : one.required ? "unavailable" : "degraded"} />}
              />
            );
          })
        }
      </Loaded>
    </Section>
  );
}
