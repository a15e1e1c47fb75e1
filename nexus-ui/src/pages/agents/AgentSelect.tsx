/** Which agent something is reached through: by name, and whether it is there. */
import { Group, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { everyAgent } from "@/api/everything";
import { useMembership } from "@/auth/workspace";
import { relative } from "@/components/RelativeTime";
import { StatusBadge } from "@/components/StatusBadge";
import { type Agent, STANDING_LABELS, standingOf } from "./standing";

const LOOK_AGAIN_MS = 10_000;

interface Props {
  value: string | null;
  onChange: (name: string | null) => void;
  readOnly: boolean;
  error: string | undefined;
}

export function AgentSelect({ value, onChange, readOnly, error }: Props) {
  const workspace = useMembership()?.workspace_id;
  const found = useQuery({
    queryKey: ["agents of", workspace],
    queryFn: everyAgent,
    refetchInterval: LOOK_AGAIN_MS,
  });
  const agents = new Map((found.data ?? []).map((one) => [one.name, one]));
  if (agents.size === 0 && !value) return null;
  const chosen = value === null ? undefined : agents.get(value);
  return (
    <Select
      label="Reached through the agent"
      description="For what only an agent in the customer's network can reach."
      placeholder="Directly"
      clearable={!readOnly}
      readOnly={readOnly}
      data={[...new Set([...agents.keys(), ...(value ? [value] : [])])]}
      value={value}
      error={error ?? (value && found.data ? adviceOn(chosen) : undefined)}
      renderOption={({ option }) => (
        <Group justify="space-between" wrap="nowrap" flex={1}>
          <Text size="sm" truncate>
            {option.value}
          </Text>
          <Standing agent={agents.get(option.value)} />
        </Group>
      )}
      inputContainer={(input) => (
        <Group gap="sm" wrap="nowrap">
          <div style={{ flex: 1 }}>{input}</div>
          <Standing agent={chosen} />
        </Group>
      )}
      onChange={onChange}
    />
  );
}

function Standing({ agent }: { agent: Agent | undefined }) {
  if (!agent) return null;
  const standing = standingOf(agent, Date.now());
  return (
    <StatusBadge
      status={standing}
      label={STANDING_LABELS[standing]}
      tone={standing === "offline" ? "bad" : undefined}
      hint={agent.last_seen_at ? `Seen ${relative(new Date(agent.last_seen_at), Date.now())}` : undefined}
    />
  );
}

/** What is wrong with an agent that was chosen; empty where it is well, or away for now. */
function adviceOn(agent: Agent | undefined): string | undefined {
  if (!agent) return "There is no agent of this name: choose another one, or register it.";
  if (!agent.enabled) return "It is disabled: enable it among the agents.";
  return undefined;
}
