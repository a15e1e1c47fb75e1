/** What the messages of an app look like. */
import {
  ActionIcon,
  Button,
  Checkbox,
  Collapse,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { IconAdjustments, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import { useCan } from "@/auth/Can";
import { Empty } from "@/components/States";
import classes from "./applications.module.css";
import { FIELD_TYPES } from "./words";

export type Field = Schemas["FieldDocument"];

interface Props {
  fields: readonly Field[];
  onChange: (fields: Field[]) => void;
  faults: Record<string, string>;
}

export function FieldsEditor({ fields, onChange, faults }: Props) {
  const readOnly = !useCan("change");
  const put = (at: number, changes: Partial<Field>) =>
    onChange(fields.map((one, i) => (i === at ? { ...one, ...changes } : one)));
  const remove = (at: number) => onChange(fields.filter((_, i) => i !== at));
  const faultOf = (at: number) =>
    Object.entries(faults).find(([path]) => path === `fields[${at}]` || path.startsWith(`fields[${at}].`))?.[1];
  return (
    <Stack gap={0} py="xs">
      {fields.length === 0 ? (
        <Empty title="Anything is taken">
          Without fields, any JSON object is a good message. List them, or have them inferred from samples, and faults
          are found at the door.
        </Empty>
      ) : (
        <div className={`${classes.field} ${classes.head}`}>
          <span>Path</span>
          <span>Type</span>
          <span>Required</span>
          <span>May be null</span>
          <span />
        </div>
      )}
      {fields.map((one, i) => (
        <FieldRow
          // biome-ignore lint/suspicious/noArrayIndexKey: the name of a field is what is being edited
          key={i}
          field={one}
          readOnly={readOnly}
          fault={faultOf(i)}
          onChange={(changes) => put(i, changes)}
          onRemove={() => remove(i)}
        />
      ))}
      {!readOnly && (
        <Button
          variant="default"
          size="xs"
          mt="sm"
          leftSection={<IconPlus size={14} />}
          style={{ alignSelf: "flex-start" }}
          onClick={() => onChange([...fields, { name: "", type: "string" }])}
        >
          Add a field
        </Button>
      )}
    </Stack>
  );
}

interface RowProps {
  field: Field;
  readOnly: boolean;
  fault: string | undefined;
  onChange: (changes: Partial<Field>) => void;
  onRemove: () => void;
}

function FieldRow({ field, readOnly, fault, onChange, onRemove }: RowProps) {
  const [opened, setOpened] = useState(false);
  const what = field.name || "the new field";
  return (
    <>
      <div className={classes.field}>
        <TextInput
          aria-label="Path"
          placeholder="customer.email"
          className="nx-mono"
          readOnly={readOnly}
          value={field.name}
          error={fault}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <Select
          aria-label={`Type of ${what}`}
          data={[...FIELD_TYPES]}
          allowDeselect={false}
          readOnly={readOnly}
          value={field.type ?? "any"}
          onChange={(type) => onChange({ type: (type ?? "any") as Field["type"] })}
        />
        <Checkbox
          aria-label={`${what} is required`}
          checked={field.required ?? false}
          disabled={readOnly}
          onChange={(event) => onChange({ required: event.currentTarget.checked })}
        />
        <Checkbox
          aria-label={`${what} may be null`}
          checked={field.nullable ?? true}
          disabled={readOnly}
          onChange={(event) => onChange({ nullable: event.currentTarget.checked })}
        />
        <Group gap={2} wrap="nowrap" justify="flex-end">
          <ActionIcon aria-label={`Limits of ${what}`} aria-expanded={opened} onClick={() => setOpened(!opened)}>
            <IconAdjustments size={16} />
          </ActionIcon>
          {!readOnly && (
            <ActionIcon aria-label={`Remove ${what}`} onClick={onRemove}>
              <IconTrash size={16} />
            </ActionIcon>
          )}
        </Group>
      </div>
      <Collapse expanded={opened}>
        <Limits field={field} readOnly={readOnly} onChange={onChange} />
      </Collapse>
    </>
  );
}

function Limits({ field, readOnly, onChange }: Pick<RowProps, "field" | "readOnly" | "onChange">) {
  const number = (value: string | number) => (typeof value === "number" ? value : null);
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} className={classes.more}>
      <NumberInput
        size="xs"
        label="Least value"
        readOnly={readOnly}
        value={field.min ?? ""}
        onChange={(min) => onChange({ min: number(min) })}
      />
      <NumberInput
        size="xs"
        label="Greatest value"
        readOnly={readOnly}
        value={field.max ?? ""}
        onChange={(max) => onChange({ max: number(max) })}
      />
      <NumberInput
        size="xs"
        label="Shortest"
        readOnly={readOnly}
        value={field.min_length ?? ""}
        onChange={(min_length) => onChange({ min_length: number(min_length) })}
      />
      <NumberInput
        size="xs"
        label="Longest"
        readOnly={readOnly}
        value={field.max_length ?? ""}
        onChange={(max_length) => onChange({ max_length: number(max_length) })}
      />
      <TextInput
        size="xs"
        label="Pattern (RE2)"
        readOnly={readOnly}
        value={field.pattern ?? ""}
        onChange={(event) => onChange({ pattern: event.currentTarget.value || null })}
      />
      <TagsInput
        size="xs"
        label="Permitted values"
        readOnly={readOnly}
        value={(field.enum ?? []).map(String)}
        onChange={(values) => onChange({ enum: values })}
      />
      <TextInput
        size="xs"
        label="Title"
        readOnly={readOnly}
        value={field.title ?? ""}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <Text size="xs" c="dimmed" style={{ alignSelf: "end" }}>
        Empty: no limit.
      </Text>
    </SimpleGrid>
  );
}
