/** The chain of functions of a rule: each with its arguments, in an order that can be changed. */
import { ActionIcon, Box, Group, NumberInput, Select, Stack, Switch, Text, TextInput, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import { api, type Schemas } from "@/api/client";
import classes from "./Mapper.module.css";
import type { Call } from "./rules";
import { ValueInput } from "./ValueInput";

type Transform = Schemas["TransformView"];
type Parameter = Schemas["TransformParameterView"];

interface Props {
  calls: readonly Call[];
  onChange: (calls: Call[]) => void;
  /** What is wrong with the function at a place. */
  faultAt: (at: number) => string;
  readOnly: boolean;
}

const START: Record<string, unknown> = {
  string: "",
  integer: 0,
  decimal: 0,
  float: 0,
  boolean: false,
  list: [],
  map: {},
};

export function useTransforms(): readonly Transform[] {
  return api.useQuery("get", "/api/v1/transforms", {}, { staleTime: 300_000 }).data?.items ?? [];
}

/** A call with what it cannot do without. */
export function newCall(transform: Transform): Call {
  const needed = transform.parameters.filter((one) => one.required);
  return { name: transform.name, args: Object.fromEntries(needed.map((one) => [one.name, START[one.type] ?? ""])) };
}

export function Functions({ calls, onChange, faultAt, readOnly }: Props) {
  const known = useTransforms();
  const put = (at: number, call: Call) => onChange(calls.map((one, i) => (i === at ? call : one)));
  const move = (at: number, by: number) => {
    const order = [...calls];
    const [one] = order.splice(at, 1);
    if (one) order.splice(at + by, 0, one);
    onChange(order);
  };
  return (
    <Stack gap={6}>
      <Text size="xs" fw={500}>
        Functions
      </Text>
      {calls.length === 0 && readOnly && (
        <Text size="xs" c="dimmed">
          None.
        </Text>
      )}
      {calls.map((call, at) => (
        <OneCall
          // biome-ignore lint/suspicious/noArrayIndexKey: the same function may stand there twice
          key={at}
          call={call}
          transform={known.find((one) => one.name === call.name)}
          fault={faultAt(at)}
          readOnly={readOnly}
          onChange={(changed) => put(at, changed)}
          onUp={at > 0 ? () => move(at, -1) : undefined}
          onDown={at < calls.length - 1 ? () => move(at, 1) : undefined}
          onRemove={() => onChange(calls.filter((_, i) => i !== at))}
        />
      ))}
      {!readOnly && (
        <Select
          size="xs"
          aria-label="Add a function"
          placeholder="Add a function"
          searchable
          value={null}
          nothingFoundMessage="There is no such function"
          data={known.map((one) => ({ value: one.name, label: one.name }))}
          filter={({ options, search }) =>
            matching(known, search).flatMap((name) => options.filter((one) => "value" in one && one.value === name))
          }
          renderOption={({ option }) => <Offered transform={known.find((one) => one.name === option.value)} />}
          maxDropdownHeight={300}
          comboboxProps={{ width: 340, position: "bottom-end", keepMounted: false }}
          onChange={(name) => {
            const found = known.find((one) => one.name === name);
            if (found) onChange([...calls, newCall(found)]);
          }}
        />
      )}
    </Stack>
  );
}

/** Names of the functions that a search finds, those whose name begins so first. */
export function matching(known: readonly Transform[], search: string): string[] {
  const wanted = search.trim().toLowerCase();
  const rank = (one: Transform) =>
    one.name.startsWith(wanted) ? 0 : one.name.includes(wanted) ? 1 : one.doc.toLowerCase().includes(wanted) ? 2 : 9;
  return known
    .filter((one) => rank(one) < 9)
    .sort((a, b) => rank(a) - rank(b))
    .map((one) => one.name);
}

function does(transform: Transform): string {
  return transform.doc.split(" Example:")[0] ?? "";
}

function Offered({ transform }: { transform: Transform | undefined }) {
  if (!transform) return null;
  return (
    <Box>
      <Text size="sm" className="nx-mono">
        {transform.name}
      </Text>
      <Text size="xs" c="dimmed">
        {does(transform)}
      </Text>
    </Box>
  );
}

interface CallProps {
  call: Call;
  transform: Transform | undefined;
  fault: string;
  readOnly: boolean;
  onChange: (call: Call) => void;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onRemove: () => void;
}

function OneCall({ call, transform, fault, readOnly, onChange, onUp, onDown, onRemove }: CallProps) {
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...others } = call.args;
    onChange({ ...call, args: value === undefined ? others : { ...call.args, [name]: value } });
  };
  return (
    <div className={classes.call} data-error={fault ? true : undefined}>
      <Group gap={4} wrap="nowrap" justify="space-between">
        <Tooltip label={transform?.doc ?? "It is not installed"} multiline maw={340}>
          <Text size="sm" className="nx-mono" truncate>
            {call.name}
          </Text>
        </Tooltip>
        {!readOnly && (
          <Group gap={0} wrap="nowrap">
            <ActionIcon
              size="sm"
              className={classes.quiet}
              aria-label={`Move ${call.name} up`}
              disabled={!onUp}
              onClick={onUp}
            >
              <IconArrowUp size={14} />
            </ActionIcon>
            <ActionIcon
              size="sm"
              className={classes.quiet}
              aria-label={`Move ${call.name} down`}
              disabled={!onDown}
              onClick={onDown}
            >
              <IconArrowDown size={14} />
            </ActionIcon>
            <ActionIcon size="sm" className={classes.quiet} aria-label={`Remove ${call.name}`} onClick={onRemove}>
              <IconTrash size={14} />
            </ActionIcon>
          </Group>
        )}
      </Group>
      {transform?.parameters.map((one) => (
        <Argument
          key={one.name}
          parameter={one}
          value={call.args[one.name]}
          readOnly={readOnly}
          onChange={(value) => set(one.name, value)}
        />
      ))}
      {fault && (
        <Text size="xs" c="var(--nx-bad)">
          {fault}
        </Text>
      )}
    </div>
  );
}

interface ArgumentProps {
  parameter: Parameter;
  value: unknown;
  onChange: (value: unknown) => void;
  readOnly: boolean;
}

/** What is left empty is as by default. */
function Argument({ parameter, value, onChange, readOnly }: ArgumentProps) {
  const { name, type, required, doc } = parameter;
  const usual = parameter.default;
  const placeholder = required || usual == null ? undefined : typeof usual === "string" ? usual : JSON.stringify(usual);
  const about = { label: name, description: doc || undefined, size: "xs" as const, readOnly };
  if (type === "boolean")
    return (
      <Switch
        {...about}
        disabled={readOnly}
        checked={Boolean(value ?? usual)}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (type === "integer")
    return (
      <NumberInput
        {...about}
        allowDecimal={false}
        placeholder={placeholder}
        value={typeof value === "number" ? value : ""}
        onChange={(next) => onChange(typeof next === "number" ? next : required ? 0 : undefined)}
      />
    );
  if (type === "string" || type === "decimal" || type === "float")
    return (
      <TextInput
        {...about}
        classNames={{ input: "nx-mono" }}
        placeholder={placeholder}
        value={value == null ? "" : String(value)}
        onChange={(event) => onChange(argumentOf(event.currentTarget.value, type, required))}
      />
    );
  return (
    <ValueInput
      label={name}
      description={doc || undefined}
      value={value ?? usual ?? START[type] ?? ""}
      onChange={onChange}
      readOnly={readOnly}
    />
  );
}

/** Decimals are sent as texts, which keep every digit; floats have to be numbers. */
function argumentOf(text: string, type: string, required: boolean): unknown {
  if (text === "" && !required) return undefined;
  const number = Number(text);
  return type === "float" && text.trim() !== "" && Number.isFinite(number) ? number : text;
}
