/** A source of messages: an app, or a connection that receives. */
import { Stack, Text, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Source } from "./draft";

interface Props {
  source: Source;
  onChange: (source: Source) => void;
  fault: string;
  readOnly: boolean;
}

export function SourceForm({ source, onChange, fault, readOnly }: Props) {
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
    <TextInput
      label="Subscription"
      description="Which part of what the connection receives; all of it where nothing stands here"
      value={source.subscription ?? ""}
      error={fault}
      readOnly={readOnly}
      onChange={(event) => onChange({ ...source, subscription: event.currentTarget.value || null })}
    />
  );
}
