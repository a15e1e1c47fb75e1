/** The statement with its parameters, beside what is said of the query. */
import { Anchor, NumberInput, Select, SimpleGrid, Stack, Table, Text, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useCan } from "@/auth/Can";
import { Code } from "@/components/editor/Code";
import { Section } from "@/components/Page";
import { Failed } from "@/components/States";
import type { Document } from "./draft";
import { Parameters } from "./Parameters";
import { parametersOf } from "./statement";
import { useConnections } from "./useConnections";
import { useTables } from "./useTables";

interface Props {
  draft: Document;
  onChange: (draft: Document) => void;
  faults: Record<string, string>;
  error: unknown;
  /** ⌘Enter in the statement. */
  onSubmit: () => unknown;
}

export function Editor({ draft, onChange, faults, error, onSubmit }: Props) {
  const readOnly = !useCan("change");
  const { all, isLoading } = useConnections();
  const connection = all.find((one) => one.name === draft.connection || one.id === draft.connection);
  const schema = useTables(connection);
  const set = (changes: Partial<Document>) => onChange({ ...draft, ...changes });
  return (
    <Stack gap="lg">
      {error !== null && <Failed error={error} />}
      <Section>
        <Stack py="md">
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <TextInput
              label="Title"
              placeholder="Open orders"
              readOnly={readOnly}
              value={draft.title ?? ""}
              error={faults.title}
              onChange={(event) => set({ title: event.currentTarget.value })}
            />
            <TextInput
              label="Address"
              placeholder="open-orders"
              required
              leftSection={
                <Text size="xs" c="dimmed">
                  /query/
                </Text>
              }
              leftSectionWidth={56}
              readOnly={readOnly}
              value={draft.slug}
              error={faults.slug}
              onChange={(event) => set({ slug: event.currentTarget.value })}
            />
            <Select
              label="Reads from"
              placeholder={isLoading ? "Loading…" : "Choose a connection"}
              required
              searchable
              readOnly={readOnly}
              data={all.map((one) => one.name)}
              value={connection?.name ?? null}
              error={faults.connection}
              nothingFoundMessage="No connection can be asked"
              onChange={(name) => set({ connection: name ?? "" })}
            />
          </SimpleGrid>
          {!isLoading && all.length === 0 && !readOnly && (
            <Text size="sm" c="dimmed">
              There is no connection yet that can be asked.{" "}
              <Anchor component={Link} to="/connections/new" size="sm">
                Make one
              </Anchor>
            </Text>
          )}
          <Code
            language="sql"
            label="Statement"
            description="One SELECT, in the database's own words. Values come as :name; ⌘Enter runs it."
            height="100px"
            readOnly={readOnly}
            value={draft.statement}
            error={faults.statement}
            schema={schema}
            onChange={(statement) => set({ statement })}
            onSubmit={() => void onSubmit()}
          />
          <Parameters
            parameters={parametersOf(draft.statement, draft.parameters ?? [])}
            onChange={(parameters) => set({ parameters })}
            faults={faults}
            readOnly={readOnly}
          />
        </Stack>
      </Section>
    </Stack>
  );
}

const LIMITS: readonly {
  key: "max_limit" | "max_rows" | "max_bytes" | "timeout_s" | "cache_seconds";
  label: string;
  about: string;
  usual: number;
}[] = [
  { key: "max_limit", label: "Most rows of one page", about: "Who asks for more gets so many.", usual: 1000 },
  { key: "max_rows", label: "Most rows of one stream", about: "Then it ends.", usual: 1_000_000 },
  { key: "max_bytes", label: "Most bytes of one page", about: "So that no answer fills the memory.", usual: 8_388_608 },
  { key: "timeout_s", label: "Time limit", about: "Seconds; then the database is told to stop.", usual: 30 },
  {
    key: "cache_seconds",
    label: "Cached for",
    about: "Seconds that an answer is given again; 0 asks each time.",
    usual: 0,
  },
];

export function Limits({ draft, onChange, faults }: Pick<Props, "draft" | "onChange" | "faults">) {
  const readOnly = !useCan("change");
  return (
    <Table verticalSpacing="sm" horizontalSpacing={0} withRowBorders={false} aria-label="Limits">
      <Table.Tbody>
        {LIMITS.map((one) => (
          <Table.Tr key={one.key}>
            <Table.Td>
              <Text size="sm" fw={500}>
                {one.label}
              </Text>
              <Text size="xs" c="dimmed">
                {one.about}
              </Text>
            </Table.Td>
            <Table.Td w={200}>
              <NumberInput
                aria-label={one.label}
                min={0}
                thousandSeparator=","
                placeholder={one.usual.toLocaleString("en")}
                readOnly={readOnly}
                value={draft[one.key] ?? ""}
                error={faults[one.key]}
                onChange={(value) => onChange({ ...draft, [one.key]: typeof value === "number" ? value : one.usual })}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
