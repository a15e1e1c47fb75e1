import { Tabs, Text } from "@mantine/core";
import type { Schemas } from "@/api/client";
import { CodeBlock } from "@/components/Copy";
import { exampleMessage, snippetsOf } from "./snippets";

interface Props {
  application: Schemas["ApplicationView"];
  /** Where it has just been made; later it is known to nobody here. */
  apiKey?: string;
}

export function Snippets({ application, apiKey }: Props) {
  const snippets = snippetsOf(window.location.origin, apiKey ?? "$NEXUS_API_KEY", exampleMessage(application.fields));
  return (
    <Tabs defaultValue="curl" py="md">
      <Tabs.List mb="sm">
        {snippets.map((one) => (
          <Tabs.Tab key={one.name} value={one.name}>
            {one.name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map((one) => (
        <Tabs.Panel key={one.name} value={one.name}>
          <CodeBlock code={one.code} label={`Copy the ${one.name} code`} />
        </Tabs.Panel>
      ))}
      <Text size="xs" c="dimmed" mt="xs">
        The answer 202 means that the message is on stable storage. Sent again with the same message id, it is taken
        once.
      </Text>
    </Tabs>
  );
}
