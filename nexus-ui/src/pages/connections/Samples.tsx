/** The messages that come now, and the fields that all of them have; nothing is taken away from the workflows. */
import { Accordion, Badge, Button, Group, Select, Stack, Table, Text } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { useState } from "react";
import { client, type Schemas } from "@/api/client";
import { CodeBlock } from "@/components/Copy";
import { plural } from "@/components/numbers";
import { Section } from "@/components/Page";
import { Empty, Failed } from "@/components/States";

const SECONDS = 5;

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}

function subscriptionsOf(config: Record<string, unknown>): string[] {
  const all = Array.isArray(config.subscriptions) ? (config.subscriptions as { name?: string }[]) : [];
  return all.map((one) => one.name ?? "").filter(Boolean);
}

export function Samples({ connection }: { connection: Schemas["ConnectionView"] }) {
  const subscriptions = subscriptionsOf(connection.config);
  const [subscription, setSubscription] = useState<string | null>(subscriptions[0] ?? null);
  const [found, setFound] = useState<Schemas["SamplesView"] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isWatching, setWatching] = useState(false);

  const watch = async () => {
    setWatching(true);
    setError(null);
    try {
      const body = { subscription: subscription ?? "", limit: 50, seconds: SECONDS };
      const { data } = await client.POST("/api/v1/sources/{connection_id}/infer-fields", {
        params: { path: { connection_id: connection.id } },
        body,
      });
      setFound(data ?? null);
    } catch (problem) {
      setError(problem);
    } finally {
      setWatching(false);
    }
  };

  return (
    <Section
      title="Last messages seen"
      about={`Looks for ${SECONDS} seconds, beside the workflows: nothing is taken from them`}
      actions={
        <Group gap="xs">
          {subscriptions.length > 0 && (
            <Select
              size="xs"
              aria-label="Subscription"
              data={subscriptions}
              value={subscription}
              onChange={setSubscription}
            />
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconEye size={14} />}
            loading={isWatching}
            onClick={() => void watch()}
          >
            Look
          </Button>
        </Group>
      }
    >
      {error !== null && <Failed error={error} retry={() => void watch()} />}
      {found === null && error === null && (
        <Empty icon={IconEye} title="Not looked yet">
          “Look” shows what comes in now, and which fields it has.
        </Empty>
      )}
      {found?.samples.length === 0 && (
        <Empty title={`Nothing came within ${SECONDS} seconds`}>Look again while the sender sends.</Empty>
      )}
      {found && found.samples.length > 0 && <Found found={found} />}
    </Section>
  );
}

function Found({ found }: { found: Schemas["SamplesView"] }) {
  return (
    <Stack py="md">
      <Group gap="xs">
        <Text size="sm" fw={500}>
          {plural(found.samples.length, "message")}
        </Text>
        {found.fields.map((one) => (
          <Badge key={one.name} color="gray">
            {one.name}: {one.type}
            {one.required ? "" : "?"}
          </Badge>
        ))}
      </Group>
      <Accordion variant="separated" chevronPosition="left">
        {found.samples.map((one, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages of one look have no other name, and stay in their order
          <Accordion.Item key={i} value={String(i)}>
            <Accordion.Control>
              <Text size="xs" className="nx-mono" truncate>
                {one.error || one.payload}
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              {one.error && (
                <Text c="red" size="sm" mb="xs">
                  {one.error}
                </Text>
              )}
              <CodeBlock code={pretty(one.payload)} />
              {Object.keys(one.headers).length > 0 && (
                <Table mt="xs" verticalSpacing={4}>
                  <Table.Tbody>
                    {Object.entries(one.headers).map(([name, value]) => (
                      <Table.Tr key={name}>
                        <Table.Td>{name}</Table.Td>
                        <Table.Td className="nx-mono">{String(value)}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              )}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Stack>
  );
}
