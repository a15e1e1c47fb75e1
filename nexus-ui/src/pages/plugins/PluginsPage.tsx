/** What is installed, what each connector can do, and what is in quarantine and why. */
import { Alert, Badge, Code, Drawer, Group, SimpleGrid, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import { IconPuzzleOff } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import type { Schemas } from "@/api/client";
import { Can } from "@/auth/Can";
import { ConnectorIcon } from "@/components/ConnectorIcon";
import { LinkButton } from "@/components/LinkButton";
import { Page, Section } from "@/components/Page";
import { Empty, Loaded, Loading } from "@/components/States";
import { useUrlState } from "@/components/useUrlState";
import classes from "../connections/connections.module.css";
import { type Connector, roleTitle, useConnectors } from "../connections/connectors";

const Markdown = lazy(() => import("@/components/Markdown"));

export default function PluginsPage() {
  const installed = useConnectors();
  const [search, change] = useUrlState();
  return (
    <Page
      title="Plugins"
      about="Everything that Nexus can talk to is a plugin, a Python package of its own. Install one with pip where Nexus runs and restart: its form, its test and its documentation are then here."
    >
      <Loaded query={installed}>
        {({ items, quarantined, refused }) => (
          <Stack gap="lg">
            {quarantined.length > 0 && <Quarantine quarantined={quarantined} />}
            {refused.length > 0 && (
              <Alert color="gray" title="Installed, but not allowed">
                {refused.join(", ")}: name them in <Code>NEXUS_PLUGINS_ALLOW</Code> to have them loaded.
              </Alert>
            )}
            {items.length === 0 && (
              <Empty icon={IconPuzzleOff} title="No connector is installed">
                For example: pip install nexus-postgresql
              </Empty>
            )}
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
              {items.map((one) => (
                <Tile key={one.name} connector={one} onOpen={() => change({ connector: one.name })} />
              ))}
            </SimpleGrid>
            <Details
              connector={items.find((one) => one.name === search.connector)}
              onClose={() => change({ connector: undefined })}
            />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Quarantine({ quarantined }: { quarantined: readonly Schemas["QuarantineView"][] }) {
  return (
    <Section title="In quarantine" about="Set aside whole; everything else runs, and workflows that need them wait">
      {quarantined.map((one) => (
        <Alert
          key={`${one.package} ${one.plugin}`}
          color="red"
          variant="light"
          icon={<IconPuzzleOff size={18} />}
          title={`${one.plugin} (${one.package})`}
          my="sm"
        >
          <Text size="sm">{one.reason}</Text>
          <Text size="sm" fw={500} mt={4}>
            {one.remedy}
          </Text>
        </Alert>
      ))}
    </Section>
  );
}

function Roles({ connector }: { connector: Connector }) {
  return (
    <Group gap={6}>
      {connector.roles.map((one) => (
        <Badge key={one} color="gray">
          {roleTitle(one)}
        </Badge>
      ))}
    </Group>
  );
}

function Tile({ connector, onOpen }: { connector: Connector; onOpen: () => void }) {
  return (
    <UnstyledButton className={classes.tile} onClick={onOpen}>
      <Group gap="sm" wrap="nowrap" mb="sm">
        <ConnectorIcon name={connector.name} title={connector.title} icon={connector.icon} size={40} />
        <div style={{ minWidth: 0 }}>
          <Text fw={600} size="sm">
            {connector.title}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {connector.package} {connector.version}
          </Text>
        </div>
      </Group>
      <Roles connector={connector} />
    </UnstyledButton>
  );
}

function Details({ connector, onClose }: { connector: Connector | undefined; onClose: () => void }) {
  return (
    <Drawer opened={connector !== undefined} onClose={onClose} title={<Text fw={600}>{connector?.title}</Text>}>
      {connector && (
        <Stack>
          <Table verticalSpacing={6} horizontalSpacing={0}>
            <Table.Tbody>
              {[
                ["Package", `${connector.package} ${connector.version}`],
                ["Plugin", connector.plugin],
                ["Contract", connector.contract],
                ["Certificate", connector.certificate || "none came with the package"],
              ].map(([name, value]) => (
                <Table.Tr key={name}>
                  <Table.Td c="dimmed" w={110}>
                    {name}
                  </Table.Td>
                  <Table.Td>{value}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Roles connector={connector} />
          {connector.operations.length > 0 && <Operations connector={connector} />}
          <Suspense fallback={<Loading rows={4} />}>
            <Markdown text={connector.docs} />
          </Suspense>
          <Can do="change">
            <LinkButton to="/connections/new" search={{ connector: connector.name }} variant="default">
              Connect to one
            </LinkButton>
          </Can>
        </Stack>
      )}
    </Drawer>
  );
}

function Operations({ connector }: { connector: Connector }) {
  const always = connector.capabilities["*"] ?? [];
  return (
    <Table verticalSpacing={6} horizontalSpacing={0} aria-label="Operations">
      <Table.Tbody>
        {connector.operations.map((one) => (
          <Table.Tr key={one}>
            <Table.Td w={110} className="nx-mono">
              {one}
            </Table.Td>
            <Table.Td>
              <Text size="xs" c="dimmed">
                {[...new Set([...always, ...(connector.capabilities[one] ?? [])])]
                  .map((each) => each.replaceAll("_", " "))
                  .join(", ") || "at least once"}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
