/** A source of messages: an app, or a connection that receives. */
import { Autocomplete, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Source } from "./draft";

interface Props {
  source: Source;
  /** Names of what the connection receives, as far as its settings tell. */
  subscriptions: readonly string[];
  onChange: (source: Source) => void;
  fault: string;
  readOnly: boolean;
}

function holds(search: string) {
  return (one: unknown) =>
    (one as { value?: string }).value?.toLowerCase().includes(search.trim().toLowerCase()) ?? false;
}

/** Returns what the settings of a connection call its subscriptions. */
export function subscriptionsOf(config: unknown): string[] {
  const found = (config as { subscriptions?: unknown } | null | undefined)?.subscriptions;
  if (!Array.isArray(found)) return [];
  return found.flatMap((one) => (typeof one?.name === "string" && one.name ? [one.name] : []));
}

export function SourceForm({ source, subscriptions, onChange, fault, readOnly }: Props) {
  if (source.application) {
    return (
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          A sender app: whatever is sent with its key comes in here.
        </Text>
        <Link to="/applications" className="nx-link">
          Its key and its fields
        </Link>
      </Stack>
    );
  }
  return (
    <Autocomplete
      label="Subscription"
      description="Which part of what the connection receives; all of it where nothing stands here"
      placeholder={subscriptions.length > 0 ? "Choose one" : undefined}
      data={[...subscriptions]}
      filter={({ options, search }) => (subscriptions.includes(search) ? options : options.filter(holds(search)))}
      clearable
      value={source.subscription ?? ""}
      error={fault}
      readOnly={readOnly}
      onChange={(name) => onChange({ ...source, subscription: name || null })}
    />
  );
}
