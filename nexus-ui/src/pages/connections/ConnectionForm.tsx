/** The form of one connection, from its connector's schema, with its test. */
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import type { Schemas } from "@/api/client";
import { faultsByPath } from "@/api/problem";
import { useCan } from "@/auth/Can";
import { Failed, Loading } from "@/components/States";
import { AgentSelect } from "../agents/AgentSelect";
import type { Connector } from "./connectors";
import { TestResult } from "./TestResult";

const SchemaForm = lazy(() => import("@/components/form/SchemaForm"));

export interface Draft {
  name: string;
  config: Record<string, unknown>;
  via_agent: string | null;
}

interface Props {
  connector: Connector;
  draft: Draft;
  onChange: (draft: Draft) => void;
  error: unknown;
  test: () => Promise<Schemas["ConnectionTrialView"] | undefined>;
  submit: { label: string; act: () => unknown; isBusy: boolean };
}

export function ConnectionForm({ connector, draft, onChange, error, test, submit }: Props) {
  const mayChange = useCan("change");
  const [testError, setTestError] = useState<unknown>(null);
  const [result, setResult] = useState<Schemas["ConnectionTrialView"] | null>(null);
  const [isTesting, setTesting] = useState(false);
  const shownError = error ?? testError;
  const faults = faultsByPath(shownError);

  const runTest = async () => {
    setTesting(true);
    setTestError(null);
    setResult(null);
    try {
      setResult((await test()) ?? null);
    } catch (problem) {
      setTestError(problem);
    } finally {
      setTesting(false);
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit.act();
      }}
    >
      <Stack gap="lg" py="md">
        <TextInput
          label="Name"
          description="What workflows name it by."
          placeholder={`my-${connector.name}`}
          required
          readOnly={!mayChange}
          value={draft.name}
          error={faults.name}
          onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
        />
        <Suspense fallback={<Loading rows={6} height={36} />}>
          <SchemaForm
            schema={connector.config_schema}
            value={draft.config}
            onChange={(config) => onChange({ ...draft, config })}
            faults={faults}
            prefix="config"
            isReadOnly={!mayChange}
          />
        </Suspense>
        <AgentSelect
          value={draft.via_agent}
          onChange={(via_agent) => onChange({ ...draft, via_agent })}
          readOnly={!mayChange}
          error={faults.via_agent}
        />
        {shownError !== null && <Failed error={shownError} />}
        {result && <TestResult result={result} />}
        {mayChange && (
          <Group justify="flex-end">
            <Button
              variant="default"
              leftSection={<IconPlugConnected size={16} />}
              loading={isTesting}
              onClick={() => void runTest()}
            >
              Test the connection
            </Button>
            <Button type="submit" loading={submit.isBusy}>
              {submit.label}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
