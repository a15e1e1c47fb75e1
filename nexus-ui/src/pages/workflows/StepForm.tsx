/** One step: what all steps have, and the form of its type. */
import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconArrowsShuffle } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import SchemaForm from "@/components/form/SchemaForm";
import { plural } from "@/components/numbers";
import type { Around, StepType } from "./around";
import { END, type Step } from "./draft";

interface Props {
  step: Step;
  /** Of all steps. */
  names: readonly string[];
  onChange: (step: Step) => void;
  onMove: (by: -1 | 1) => void;
  around: Around;
  faults: Record<string, string>;
  place: string;
  readOnly: boolean;
  /** Opens the mapper. */
  onMap: () => void;
}

const COMMON = [
  "name",
  "type",
  "next",
  "on_error",
  "goto",
  "max_retries",
  "retry_base",
  "retry_cap",
  "for_each",
  "concurrency",
  "on_item_error",
];

const ON_ERROR = [
  { value: "stop", label: "Stop: the message becomes a dead letter" },
  { value: "retry", label: "Try again" },
  { value: "skip", label: "Go on without it" },
  { value: "goto", label: "Go to another step" },
];

type Json = Record<string, unknown>;

/** The type's own form: names of steps and connections are chosen, not typed; mapping rules stand apart. */
function formOf(type: StepType, steps: readonly string[], connections: readonly string[]): Json {
  const {
    properties = {},
    required,
    ...rest
  } = type.settings_schema as { properties?: Record<string, Json>; required?: string[] };
  const chosen = new Map<string, readonly string[]>([
    ...type.branches.map((key) => [key, [...steps, END]] as const),
    ...type.connections.map((key) => [key, connections] as const),
  ]);
  const shown = Object.entries(properties)
    .filter(([key]) => !type.mappings.includes(key))
    .map(([key, schema]) => {
      const choices = chosen.get(key);
      if (!choices) return [key, schema];
      const { type: _, anyOf, default: none, ...kept } = schema;
      return [key, { ...kept, type: "string", enum: choices }];
    });
  return {
    ...rest,
    required: required?.filter((key) => !type.mappings.includes(key)),
    properties: Object.fromEntries(shown),
  };
}

export function StepForm({ step, names, onChange, onMove, around, faults, place, readOnly, onMap }: Props) {
  const type = around.stepTypes.get(step.type);
  const fault = (name: string) => faults[`${place}.${name}`];
  const others = names.filter((one) => one !== step.name);
  const otherNames = others.join("\n");
  const schema = useMemo(() => {
    if (!type) return undefined;
    const allowed = around.connections.filter(
      (one) => type.connectors.length === 0 || type.connectors.includes(one.connector),
    );
    return formOf(
      type,
      otherNames.split("\n").filter(Boolean),
      allowed.map((one) => one.name),
    );
  }, [type, otherNames, around.connections]);
  const own = Object.fromEntries(
    Object.entries(step).filter(([key]) => !COMMON.includes(key) && !type?.mappings.includes(key)),
  );
  const set = (changes: Partial<Step>) => {
    const changed = { ...step, ...changes };
    for (const [key, value] of Object.entries(changed)) if (value === null || value === "") delete changed[key];
    onChange(changed as Step);
  };
  const at = names.indexOf(step.name);
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="xs" c="dimmed">
          {type ? type.doc : `The kind of step ${step.type} is not installed.`}
        </Text>
        {!readOnly && (
          <Group gap={2} wrap="nowrap">
            <Tooltip label="Earlier">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label="Move the step to before the one above"
                disabled={at === 0}
                onClick={() => onMove(-1)}
              >
                <IconArrowLeft size={16} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Later">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label="Move the step to after the one below"
                disabled={at === names.length - 1}
                onClick={() => onMove(1)}
              >
                <IconArrowRight size={16} />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </Group>
      <Name step={step} taken={others} onRename={(name) => set({ name })} fault={fault("name")} readOnly={readOnly} />
      {schema && (
        <SchemaForm
          schema={schema}
          value={own}
          onChange={(settings) => {
            const kept = Object.fromEntries(Object.entries(step).filter(([key]) => !(key in own)));
            onChange({ ...kept, ...settings } as Step);
          }}
          faults={faults}
          prefix={place}
          isReadOnly={readOnly}
        />
      )}
      {type?.mappings.includes("mappings") && (
        <MapButton rules={step.mappings} fault={worst(faults, `${place}.mappings`)} onMap={onMap} />
      )}
      <Select
        label="Then"
        description="Which step comes next"
        placeholder={names[at + 1] ? `${names[at + 1]} (the one below)` : "the end"}
        data={[...others, END]}
        value={step.next ?? null}
        clearable
        readOnly={readOnly}
        error={fault("next")}
        onChange={(next) => set({ next })}
      />
      <Select
        label="On an error"
        data={ON_ERROR}
        value={step.on_error ?? "stop"}
        allowDeselect={false}
        readOnly={readOnly}
        error={fault("on_error")}
        onChange={(value) =>
          set({ on_error: value as Step["on_error"], goto: value === "goto" ? (others[0] ?? END) : null })
        }
      />
      {step.on_error === "goto" && (
        <Select
          label="Go to"
          data={[...others, END]}
          value={step.goto ?? null}
          readOnly={readOnly}
          error={fault("goto")}
          onChange={(goto) => set({ goto })}
        />
      )}
      {type?.repeatable && (
        <TextInput
          label="For each"
          description="Path of an array: the step runs for each item"
          placeholder="payload.items"
          classNames={{ input: "nx-mono" }}
          value={step.for_each ?? ""}
          readOnly={readOnly}
          error={fault("for_each")}
          onChange={(event) => set({ for_each: event.currentTarget.value })}
        />
      )}
      <NumberInput
        label="Most retries"
        placeholder="as the workflow"
        min={0}
        value={step.max_retries ?? ""}
        readOnly={readOnly}
        error={fault("max_retries")}
        onChange={(value) => set({ max_retries: typeof value === "number" ? value : null })}
      />
    </Stack>
  );
}

function worst(faults: Record<string, string>, below: string): string | undefined {
  return (
    Object.entries(faults)
      .filter(([path]) => path.startsWith(below))
      .map(([path, message]) => `${path.slice(below.length)} ${message}`.trim())
      .join("; ") || undefined
  );
}

interface NameProps {
  step: Step;
  taken: readonly string[];
  onRename: (name: string) => void;
  fault: string | undefined;
  readOnly: boolean;
}

/** Taken when the field is left: while it is typed, a name may be that of another step. */
function Name({ step, taken, onRename, fault, readOnly }: NameProps) {
  const [name, setName] = useState(step.name);
  const wrong = taken.includes(name)
    ? "another step is called so"
    : /^[A-Za-z_]\w*$/.test(name)
      ? undefined
      : "letters, digits and _";
  return (
    <TextInput
      label="Name"
      required
      value={name}
      readOnly={readOnly}
      error={wrong ?? fault}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={() => !wrong && name !== step.name && onRename(name)}
    />
  );
}

function MapButton({ rules, fault, onMap }: { rules: unknown; fault: string | undefined; onMap: () => void }) {
  const count = Array.isArray(rules) ? rules.length : 0;
  return (
    <Stack gap={4}>
      <Button
        variant="light"
        leftSection={<IconArrowsShuffle size={16} />}
        onClick={onMap}
        color={fault ? "red" : undefined}
      >
        {count ? `Mapping: ${plural(count, "rule")}` : "Draw the mapping"}
      </Button>
      {fault && (
        <Text size="xs" c="var(--nx-bad)">
          {fault}
        </Text>
      )}
    </Stack>
  );
}
