import { Group, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import { ConnectorIcon } from "@/components/ConnectorIcon";
import { Section } from "@/components/Page";
import { Loading } from "@/components/States";
import classes from "./connections.module.css";
import type { Connector } from "./connectors";

const Markdown = lazy(() => import("@/components/Markdown"));

/** Beside the form: what the plugin says about setting it up. */
export function ConnectorAside({ connector }: { connector: Connector }) {
  return (
    <aside className={classes.aside}>
      <Section>
        <Group gap="sm" py="sm" wrap="nowrap">
          <ConnectorIcon name={connector.name} title={connector.title} icon={connector.icon} size={36} />
          <div>
            <Text fw={600}>{connector.title}</Text>
            <Text size="xs" c="dimmed">
              {connector.package} {connector.version}
            </Text>
          </div>
        </Group>
        <Suspense fallback={<Loading rows={4} />}>
          <Markdown text={connector.docs || "This connector brings no documentation."} />
        </Suspense>
      </Section>
    </aside>
  );
}
