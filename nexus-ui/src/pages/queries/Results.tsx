/** Runs a query with values for its parameters, and shows what it gives, page by page. */
import { Button, Group, ScrollArea, Select, SimpleGrid, Stack, Switch, Table, Text, TextInput } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconPlayerPlay } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { client, type Schemas } from "@/api/client";
import { parseExact } from "@/api/exact";
import { faultsByPath } from "@/api/problem";
import { count, duration, plural } from "@/components/numbers";
import { Section } from "@/components/Page";
import { Empty, Failed } from "@/components/States";
import classes from "./queries.module.css";
import { exampleOf, type Parameter, valuesOf } from "./statement";

type Result = Schemas["QueryResultView"];

const LIMIT = 50;

interface Answer {
  result: Result;
  took: number;
}

export interface Runner {
  answer: Answer | null;
  error: unknown;
  isRunning: boolean;
  run: (page?: number) => Promise<void>;
  typed: Record<string, string>;
  setTyped: (typed: Record<string, string>) => void;
  wantsTotal: boolean;
  setWantsTotal: (wants: boolean) => void;
}

export function useRunner(query_id: string, parameters: readonly Parameter[]): Runner {
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [wantsTotal, setWantsTotal] = useState(false);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isRunning, setRunning] = useState(false);
  const run = async (page = 1) => {
    setRunning(true);
    setError(null);
    const began = performance.now();
    try {
      const { data } = await client.POST("/api/v1/queries/{query_id}/run", {
        params: { path: { query_id }, query: { page, limit: LIMIT, total: wantsTotal } },
        body: { params: valuesOf(parameters, typed) },
        parseAs: "text",
      });
      setAnswer({ result: parseExact(data ?? "null") as Result, took: performance.now() - began });
    } catch (problem) {
      setAnswer(null);
      setError(problem);
    } finally {
      setRunning(false);
    }
  };
  return { answer, error, isRunning, run, typed, setTyped, wantsTotal, setWantsTotal };
}

interface Props {
  runner: Runner;
  parameters: readonly Parameter[];
  /** Saves what was edited, then runs it. */
  onRun: () => unknown;
  isEdited: boolean;
}

export function Results({ runner, parameters, onRun, isEdited }: Props) {
  const { answer, error, isRunning } = runner;
  return (
    <Section
      title="Run it"
      actions={
        <>
          <Switch
            size="xs"
            label="Count all rows"
            checked={runner.wantsTotal}
            onChange={(event) => runner.setWantsTotal(event.currentTarget.checked)}
          />
          <Button size="xs" leftSection={<IconPlayerPlay size={14} />} loading={isRunning} onClick={() => void onRun()}>
            {isEdited ? "Save and run" : "Run"}
          </Button>
        </>
      }
    >
      {parameters.length > 0 && <Values runner={runner} parameters={parameters} onRun={onRun} />}
      {error !== null && <Failed error={error} />}
      {answer === null && error === null && (
        <Empty icon={IconPlayerPlay} title="Not run yet">
          Nothing is changed by it: queries only read.
        </Empty>
      )}
      {answer && <Rows answer={answer} runner={runner} />}
    </Section>
  );
}

function Values({ runner, parameters, onRun }: Pick<Props, "runner" | "parameters" | "onRun">) {
  const faults = faultsByPath(runner.error);
  const set = (name: string, text: string) => runner.setTyped({ ...runner.typed, [name]: text });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void onRun();
      }}
    >
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} py="md">
        {parameters.map((one) => {
          const about = {
            label: one.title || one.name,
            description: `${one.type ?? "string"}${one.required === false ? ", may be left out" : ""}`,
            error: faults[`params.${one.name}`] ?? faults[one.name],
            size: "xs",
          } as const;
          return one.type === "boolean" ? (
            <Select
              key={one.name}
              {...about}
              clearable
              data={["true", "false"]}
              value={runner.typed[one.name] ?? null}
              onChange={(value) => set(one.name, value ?? "")}
            />
          ) : (
            <TextInput
              key={one.name}
              {...about}
              placeholder={exampleOf(one)}
              value={runner.typed[one.name] ?? ""}
              onChange={(event) => set(one.name, event.currentTarget.value)}
            />
          );
        })}
      </SimpleGrid>
      <button type="submit" hidden />
    </form>
  );
}

function cell(value: unknown): ReactNode {
  if (value === null || value === undefined) return <span className={classes.nothing}>null</span>;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function Rows({ answer, runner }: { answer: Answer; runner: Runner }) {
  const { result, took } = answer;
  const first = (result.page - 1) * result.limit;
  if (result.rows.length === 0 && result.page === 1)
    return <Empty title="No rows">The query was run, and found nothing.</Empty>;
  return (
    <Stack gap="xs" py="sm">
      <ScrollArea.Autosize mah={520} className={classes.rows} viewportProps={{ tabIndex: 0 }}>
        <Table stickyHeader striped aria-label="Rows" verticalSpacing={6} horizontalSpacing={12}>
          <Table.Thead>
            <Table.Tr>
              {result.columns.map((one) => (
                <Table.Th key={one}>{one}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {result.rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a page have no other name, and stay in their order
              <Table.Tr key={first + at}>
                {row.map((value, i) => (
                  <Table.Td key={result.columns[i]} className={classes.cell}>
                    {cell(value)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      <Group justify="space-between">
        <Text size="xs" c="dimmed" role="status">
          {result.rows.length > 0 ? `Rows ${first + 1} to ${first + result.rows.length}` : "No rows on this page"}
          {result.total !== null && ` of ${count(result.total)}`}, {plural(result.columns.length, "column")},{" "}
          {duration(took)}
        </Text>
        <Group gap={4}>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconChevronLeft size={13} />}
            disabled={result.page === 1 || runner.isRunning}
            onClick={() => void runner.run(result.page - 1)}
          >
            Back
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            rightSection={<IconChevronRight size={13} />}
            disabled={!result.more || runner.isRunning}
            onClick={() => void runner.run(result.page + 1)}
          >
            Next
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}
