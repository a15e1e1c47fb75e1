/** What a connection test found: each check by name, how long it took, and what to do about those that failed. */
import { Alert, Group, List, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import type { Schemas } from "@/api/client";
import { duration } from "@/components/numbers";

export function TestResult({ result }: { result: Schemas["ConnectionTrialView"] }) {
  const color = result.ok ? "teal" : "red";
  return (
    <Alert
      color={color}
      variant="light"
      role="status"
      title={`${result.ok ? "It works" : "It does not work yet"} · ${duration(result.latency_ms)}`}
    >
      <List listStyleType="none" spacing="xs" center={false}>
        {result.checks.map((one) => (
          <List.Item
            key={one.name}
            icon={
              <ThemeIcon
                size={20}
                radius="xl"
                color={one.ok ? "teal" : "red"}
                aria-label={one.ok ? "in order" : "failed"}
              >
                {one.ok ? <IconCheck size={13} /> : <IconX size={13} />}
              </ThemeIcon>
            }
          >
            <Stack gap={0}>
              <Group gap={8}>
                <Text size="sm" fw={500}>
                  {one.name}
                </Text>
                {one.latency_ms != null && (
                  <Text size="xs" c="dimmed" className="nx-number">
                    {duration(one.latency_ms)}
                  </Text>
                )}
              </Group>
              {one.message && <Text size="xs">{one.message}</Text>}
              {!one.ok && one.remedy && (
                <Text size="xs" fw={500}>
                  {one.remedy}
                </Text>
              )}
            </Stack>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
