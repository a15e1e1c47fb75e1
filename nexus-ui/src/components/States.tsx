/** What stands where data will be, is not, or could not be had; each says what to do next. */
import { Alert, Button, Group, List, Skeleton, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconInbox, type IconProps, IconRefresh } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import { messageOf, Problem } from "@/api/problem";

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  icon?: ComponentType<IconProps>;
}

export function Empty({ title, children, action, icon: Icon = IconInbox }: EmptyProps) {
  return (
    <Stack align="center" gap="xs" py={56} px="lg" ta="center">
      <ThemeIcon size={44} radius="xl" variant="light" color="gray">
        <Icon size={22} stroke={1.5} />
      </ThemeIcon>
      <Text fw={600}>{title}</Text>
      {children && (
        <Text c="dimmed" maw={460} size="sm">
          {children}
        </Text>
      )}
      {action && <Group mt="xs">{action}</Group>}
    </Stack>
  );
}

export function Loading({ rows = 6, height = 18 }: { rows?: number; height?: number }) {
  return (
    <Stack gap="md" py="md" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars that are all alike
        <Skeleton key={row} height={height} width={`${94 - ((row * 17) % 38)}%`} radius="sm" />
      ))}
    </Stack>
  );
}

const FAULTS_SHOWN = 8;

function adviceOn(error: unknown): string {
  if (!(error instanceof Problem)) return "Try again; if it stays, the browser's console says more.";
  if (error.kind === "away") return "It is tried again by itself as soon as you do something.";
  if (error.status === 403) return "Ask an administrator of this workspace for access.";
  if (error.status === 404) return "It may have been deleted, or be in another workspace.";
  if (error.status === 503) return "Something that Nexus needs is away: the overview names it.";
  if (error.status >= 500) return "The log of the API has the reason.";
  return "";
}

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const title = error instanceof Problem ? error.title : "That did not work";
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={title} my="md" role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {messageOf(error)} {adviceOn(error)}
        </Text>
        {error instanceof Problem && error.faults.length > 0 && (
          <List size="sm">
            {error.faults.slice(0, FAULTS_SHOWN).map((one) => (
              <List.Item key={`${one.path} ${one.message}`}>
                {one.path && <b>{one.path}: </b>}
                {one.message}
              </List.Item>
            ))}
          </List>
        )}
        {retry && (
          <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={retry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

interface Answer<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** Shows what a query gave, or how it stands: `<Loaded query={q}>{(data) => …}</Loaded>`. */
export function Loaded<T>({
  query,
  rows,
  children,
}: {
  query: Answer<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Loading rows={rows} />;
}
