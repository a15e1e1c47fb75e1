/** What the other end has: schemas, their tables, their fields. Asked when opened, never all at once. */
import { Badge, Group, NavLink, ScrollArea, SimpleGrid, Table, Text } from "@mantine/core";
import { IconKey, IconSchema, IconTable } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { fieldsOf, schemasOf, tablesOf } from "@/api/browse";
import { Section } from "@/components/Page";
import { Empty, Loaded } from "@/components/States";
import { useUrlState } from "@/components/useUrlState";

const FRESH = { staleTime: 60_000, retry: false };

export function Browser({ connectionId }: { connectionId: string }) {
  const [search, change] = useUrlState();
  const schemas = useQuery({ queryKey: ["browse", connectionId], queryFn: () => schemasOf(connectionId), ...FRESH });
  const schema = search.schema ?? (schemas.data?.length === 1 ? schemas.data[0] : undefined);
  const tables = useQuery({
    queryKey: ["browse", connectionId, schema],
    queryFn: () => tablesOf(connectionId, schema ?? ""),
    enabled: schema !== undefined,
    ...FRESH,
  });
  return (
    <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg">
      <Section title="Schemas">
        <Loaded query={schemas}>
          {(names) => (
            <Names
              icon={IconSchema}
              names={names}
              chosen={schema}
              onChoose={(one) => change({ schema: one, table: undefined })}
            />
          )}
        </Loaded>
      </Section>
      <Section title="Tables">
        {schema === undefined ? (
          <Empty icon={IconTable} title="Choose a schema" />
        ) : (
          <Loaded query={tables}>
            {(names) => (
              <Names icon={IconTable} names={names} chosen={search.table} onChoose={(one) => change({ table: one })} />
            )}
          </Loaded>
        )}
      </Section>
      <Section title="Fields">
        {schema === undefined || search.table === undefined ? (
          <Empty icon={IconKey} title="Choose a table" />
        ) : (
          <Fields connectionId={connectionId} schema={schema} table={search.table} />
        )}
      </Section>
    </SimpleGrid>
  );
}

interface NamesProps {
  icon: typeof IconTable;
  names: readonly string[];
  chosen: string | undefined;
  onChoose: (name: string) => void;
}

function Names({ icon: Icon, names, chosen, onChoose }: NamesProps) {
  if (names.length === 0)
    return <Empty title="There is none">The user of the connection may see none, or none has been made yet.</Empty>;
  return (
    <ScrollArea.Autosize mah={480} mx={-12}>
      {names.map((one) => (
        <NavLink
          key={one}
          component="button"
          label={one || "(default)"}
          leftSection={<Icon size={15} stroke={1.6} />}
          active={one === chosen}
          onClick={() => onChoose(one)}
        />
      ))}
    </ScrollArea.Autosize>
  );
}

function Fields({ connectionId, schema, table }: { connectionId: string; schema: string; table: string }) {
  const fields = useQuery({
    queryKey: ["browse", connectionId, schema, table],
    queryFn: () => fieldsOf(connectionId, schema, table),
    ...FRESH,
  });
  return (
    <Loaded query={fields}>
      {(items) => (
        <Table verticalSpacing="xs" horizontalSpacing={4}>
          <Table.Tbody>
            {items.map((one) => (
              <Table.Tr key={one.name}>
                <Table.Td>
                  <Group gap={6} wrap="nowrap">
                    <Text size="sm" className="nx-mono">
                      {one.name}
                    </Text>
                    {one.key && <IconKey size={13} color="var(--nx-warn)" aria-label="key" />}
                  </Group>
                  <Text size="xs" c="dimmed">
                    {one.native}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">
                  <Badge color="gray">{one.type}</Badge>
                  {one.required && (
                    <Text size="xs" c="dimmed">
                      required
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Loaded>
  );
}
