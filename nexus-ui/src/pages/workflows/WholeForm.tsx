/** What is true of a workflow as a whole. */
import { Group, NumberInput, Select, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import type { Draft } from "./draft";

interface Props {
  draft: Draft;
  onChange: (draft: Draft) => void;
  faults: Record<string, string>;
  readOnly: boolean;
}

const MISSED = [
  { value: "skip", label: "Skip them" },
  { value: "once", label: "Run once" },
  { value: "all", label: "Run all" },
];

export function WholeForm({ draft, onChange, faults, readOnly }: Props) {
  const set = (changes: Partial<Draft>) => onChange({ ...draft, ...changes });
  const number = (key: "retention_hours" | "max_retries" | "retry_base" | "retry_cap", label: string) => (
    <NumberInput
      label={label}
      value={draft[key]}
      min={0}
      readOnly={readOnly}
      error={faults[key]}
      onChange={(value) => typeof value === "number" && set({ [key]: value })}
    />
  );
  return (
    <Stack gap="sm">
      <TextInput
        label="Name"
        value={draft.name}
        required
        readOnly={readOnly}
        error={faults.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        value={draft.description}
        autosize
        minRows={2}
        readOnly={readOnly}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <Switch
        label="Enabled"
        description="A disabled workflow takes nothing; what it holds waits."
        checked={draft.enabled}
        disabled={readOnly}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
      {number("retention_hours", "Hours that delivered messages stay")}
      {number("max_retries", "Most retries")}
      <Group grow>
        {number("retry_base", "First pause (s)")}
        {number("retry_cap", "Longest pause (s)")}
      </Group>
      {draft.mode === "sequential" && (
        <NumberInput
          label="Time-out (s)"
          description="Of a run, from its first step on"
          value={draft.timeout ?? ""}
          min={0.1}
          readOnly={readOnly}
          error={faults.timeout}
          onChange={(value) => set({ timeout: typeof value === "number" ? value : null })}
        />
      )}
      {draft.mode === "sequential" && (
        <TextInput
          label="Result"
          description="CEL: what POST /execute answers with when it is told to wait"
          placeholder="steps.shape"
          value={
            typeof draft.result?.expression === "string" ? draft.result.expression : String(draft.result?.source ?? "")
          }
          readOnly={readOnly}
          error={faults.result ?? faults["result.expression"]}
          onChange={(event) =>
            set({ result: event.currentTarget.value ? { expression: event.currentTarget.value } : null })
          }
        />
      )}
      <TextInput
        label="Schedule"
        description="Cron: minute, hour, day, month, weekday"
        placeholder="*/5 * * * *"
        classNames={{ input: "nx-mono" }}
        value={draft.schedule ?? ""}
        readOnly={readOnly}
        error={faults.schedule}
        onChange={(event) => set({ schedule: event.currentTarget.value || null })}
      />
      {draft.schedule && (
        <Group grow align="flex-start">
          <TextInput
            label="Time zone"
            value={draft.timezone}
            readOnly={readOnly}
            error={faults.timezone}
            onChange={(event) => set({ timezone: event.currentTarget.value })}
          />
          <Select
            label="Missed times"
            data={MISSED}
            value={draft.missed_runs}
            allowDeselect={false}
            readOnly={readOnly}
            onChange={(value) => value && set({ missed_runs: value as Draft["missed_runs"] })}
          />
        </Group>
      )}
    </Stack>
  );
}
