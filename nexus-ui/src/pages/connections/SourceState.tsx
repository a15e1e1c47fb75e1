/** How a source is doing: which receiver has it, what it has taken, why it does not run. */
import { Alert, SimpleGrid, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { api, type Schemas } from "@/api/client";
import { plural } from "@/components/numbers";
import { Section } from "@/components/Page";
import { RelativeTime } from "@/components/RelativeTime";
import { Empty, Loaded } from "@/components/States";
import { StatusBadge, type Tone } from "@/components/StatusBadge";

const TONES: Record<string, Tone> = {
  running: "good",
  starting: "info",
  waiting: "idle",
  backoff: "warn",
  error: "bad",
};

export function useSources() {
  return api.useQuery("get", "/api/v1/sources", {}, { refetchInterval: 5000 });
}

export function InstanceBadge({ instance }: { instance: Schemas["InstanceView"] | undefined }) {
  if (!instance)
    return <StatusBadge status="unused" label="not in use" hint="No enabled workflow takes its messages." />;
  return (
    <StatusBadge status={instance.state} tone={TONES[instance.state] ?? "idle"} hint={instance.reason || undefined} />
  );
}

export function SourceState({ connectionId }: { connectionId: string }) {
  const sources = useSources();
  return (
    <Section title="Receiving" about="Kept up to date by itself">
      <Loaded query={sources} rows={2}>
        {({ items }) => {
          const source = items.find((one) => one.id === connectionId);
          if (!source)
            return (
              <Empty title="Nothing is received yet">
                It is received from as soon as an enabled workflow has it as its source.
              </Empty>
            );
          return source.instances.map((one) => (
            <Instance key={one.instance} instance={one} workflows={source.workflows} />
          ));
        }}
      </Loaded>
    </Section>
  );
}

function Instance({ instance, workflows }: { instance: Schemas["InstanceView"]; workflows: readonly string[] }) {
  return (
    <>
      <SimpleGrid cols={{ base: 2, md: 5 }} py="md">
        <Fact title="State">
          <InstanceBadge instance={instance} />
        </Fact>
        <Fact title="Messages taken">{plural(instance.messages, "message")}</Fact>
        <Fact title="Of these refused">{instance.refused}</Fact>
        <Fact title="Last message">
          <RelativeTime at={instance.last_at} />
        </Fact>
        <Fact title="Workflows">{workflows.join(", ") || "–"}</Fact>
      </SimpleGrid>
      {instance.reason && (
        <Alert color="yellow" icon={<IconAlertTriangle size={16} />} mb="md">
          {instance.reason}{" "}
          {instance.retry_at && (
            <>
              It is tried again <RelativeTime at={instance.retry_at} />.
            </>
          )}
        </Alert>
      )}
    </>
  );
}

function Fact({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={2}>
        {title}
      </Text>
      <Text component="div" size="sm">
        {children}
      </Text>
    </div>
  );
}
