/** What can be connected to: everything that is installed, as its plugin describes it. */
import { Group, SimpleGrid, Text, UnstyledButton } from "@mantine/core";
import { IconPuzzle } from "@tabler/icons-react";
import { ConnectorIcon } from "@/components/ConnectorIcon";
import { Empty } from "@/components/States";
import classes from "./connections.module.css";
import type { Connector } from "./connectors";
import { roleTitle } from "./connectors";

export function ConnectorPicker({
  connectors,
  onPick,
}: {
  connectors: readonly Connector[];
  onPick: (one: Connector) => void;
}) {
  if (connectors.length === 0) {
    return (
      <Empty icon={IconPuzzle} title="No connector of this kind is installed">
        Install one where Nexus runs, with pip install, and restart; the page on plugins shows what is there.
      </Empty>
    );
  }
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md" py="md">
      {connectors.map((one) => (
        <UnstyledButton key={one.name} className={classes.tile} onClick={() => onPick(one)}>
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <ConnectorIcon name={one.name} title={one.title} icon={one.icon} size={36} />
            <div>
              <Text size="sm" fw={600}>
                {one.title}
              </Text>
              <Text size="xs" c="dimmed" mt={2}>
                {one.roles.map(roleTitle).join(" · ")}
              </Text>
              <Text size="xs" c="dimmed">
                {one.package} {one.version}
              </Text>
            </div>
          </Group>
        </UnstyledButton>
      ))}
    </SimpleGrid>
  );
}
