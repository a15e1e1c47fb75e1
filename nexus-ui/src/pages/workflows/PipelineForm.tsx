/** One way out of a workflow: where to, what is done there, and to which of the messages. */
import { Alert, Button, NumberInput, Select, Stack, Switch, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { IconArrowsShuffle } from "@tabler/icons-react";
import type { Schemas } from "@/api/client";
import SchemaForm from "@/components/form/SchemaForm";
import { plural } from "@/components/numbers";
import type { Around } from "./around";
import type { Pipeline } from "./draft";

interface Props {
  pipeline: Pipeline;
  /** As it is saved. */
  view: Schemas["PipelineView"] | undefined;
  onChange: (changes: Partial<Pipeline>) => void;
  around: Around;
  faults: Record<string, string>;
  place: string;
  readOnly: boolean;
  onMap: () => void;
}

export function PipelineForm({ pipeline, view, onChange, around, faults, place, readOnly, onMap }: Props) {
  const connector = around.connectors.get(around.connectorOf(pipeline.destination));
  const fault = (name: string) => faults[`${place}.${name}`];
  const wrongRules = Object.keys(faults).filter((path) => path.startsWith(`${place}.mappings`)).length;
  const capabilities = connector?.capabilities ?? {};
  const able = new Set([...(capabilities["*"] ?? []), ...(capabilities[pipeline.operation] ?? [])]);
  const destinations = [...new Set([pipeline.destination, ...around.able("sink").map((one) => one.name)])];
  return (
    <Stack gap="sm">
      {view?.broken && (
        <Alert color="red" title="It cannot run: its messages wait">
          {view.broken}
        </Alert>
      )}
      {view?.guarantee && (
        <Text size="xs" c="dimmed">
          {view.guarantee.text}
        </Text>
      )}
      <Button
        variant="light"
        leftSection={<IconArrowsShuffle size={16} />}
        onClick={onMap}
        color={wrongRules ? "red" : undefined}
      >
        {pipeline.mappings.length ? `Mapping: ${plural(pipeline.mappings.length, "rule")}` : "Draw the mapping"}
        {wrongRules > 0 && `, ${wrongRules} faulty`}
      </Button>
      <TextInput
        label="Name"
        required
        value={pipeline.name}
        readOnly={readOnly}
        error={fault("name")}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <Select
        label="Destination"
        data={destinations}
        value={pipeline.destination}
        allowDeselect={false}
        readOnly={readOnly}
        error={fault("destination")}
        onChange={(value) => value && onChange({ destination: value })}
      />
      <Select
        label="Operation"
        data={
          connector?.operations ? [...new Set([...connector.operations, pipeline.operation])] : [pipeline.operation]
        }
        value={pipeline.operation}
        allowDeselect={false}
        readOnly={readOnly}
        error={fault("operation")}
        onChange={(value) => value && onChange({ operation: value })}
      />
      <TextInput
        label="Target"
        description="Table, schema.table, or path"
        classNames={{ input: "nx-mono" }}
        value={pipeline.target}
        readOnly={readOnly}
        error={fault("target")}
        onChange={(event) => onChange({ target: event.currentTarget.value })}
      />
      <TagsInput
        label="Key"
        description="Fields that identify a row"
        data={pipeline.mappings.map((one) => String(one.target ?? "")).filter(Boolean)}
        value={pipeline.key}
        readOnly={readOnly}
        error={fault("key") ?? fault("key[0]")}
        onChange={(key) => onChange({ key })}
      />
      <Textarea
        label="Condition"
        description="CEL; other messages are filtered"
        placeholder="payload.total > 100"
        classNames={{ input: "nx-mono" }}
        autosize
        value={pipeline.condition ?? ""}
        readOnly={readOnly}
        error={fault("condition")}
        onChange={(event) => onChange({ condition: event.currentTarget.value || null })}
      />
      <Switch
        label="Enabled"
        checked={pipeline.enabled}
        disabled={readOnly}
        onChange={(event) => onChange({ enabled: event.currentTarget.checked })}
      />
      <Switch
        label="Exactly once (ledger)"
        description={
          able.has("ledger") ? "The destination keeps a table of what it has" : "This destination keeps no ledger"
        }
        checked={pipeline.ledger}
        disabled={readOnly || (!able.has("ledger") && !pipeline.ledger)}
        error={fault("ledger")}
        onChange={(event) => onChange({ ledger: event.currentTarget.checked })}
      />
      <Switch
        label="Update only fields that the message has"
        checked={pipeline.partial}
        disabled={readOnly}
        error={fault("partial")}
        onChange={(event) => onChange({ partial: event.currentTarget.checked })}
      />
      <TextInput
        label="Ordered by"
        description="Path; messages with the same value there arrive in their order"
        placeholder="customer.id"
        classNames={{ input: "nx-mono" }}
        value={pipeline.ordered_by ?? ""}
        readOnly={readOnly}
        error={fault("ordered_by")}
        onChange={(event) => onChange({ ordered_by: event.currentTarget.value || null })}
      />
      <NumberInput
        label="Most retries"
        placeholder="as the workflow"
        min={0}
        value={pipeline.max_retries ?? ""}
        readOnly={readOnly}
        error={fault("max_retries")}
        onChange={(value) => onChange({ max_retries: typeof value === "number" ? value : null })}
      />
      {connector?.options_schema && (
        <SchemaForm
          schema={connector.options_schema}
          value={pipeline.options}
          onChange={(options) => onChange({ options })}
          faults={faults}
          prefix={`${place}.options`}
          isReadOnly={readOnly}
        />
      )}
    </Stack>
  );
}
