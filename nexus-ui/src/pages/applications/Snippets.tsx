import { Box, Text } from "@mantine/core";
import type { Schemas } from "@/api/client";
import { CodeTabs } from "@/components/CodeTabs";
import { exampleMessage, snippetsOf } from "./snippets";

interface Props {
  application: Schemas["ApplicationView"];
  /** Where it has just been made; later it is known to nobody here. */
  apiKey?: string;
}

export function Snippets({ application, apiKey }: Props) {
  const snippets = snippetsOf(window.location.origin, apiKey ?? "$NEXUS_API_KEY", exampleMessage(application.fields));
  return (
    <Box py="md">
      <CodeTabs snippets={snippets} />
      <Text size="xs" c="dimmed" mt="xs">
        The answer 202 means that the message is on stable storage. Sent again with the same message id, it is taken
        once.
      </Text>
    </Box>
  );
}
