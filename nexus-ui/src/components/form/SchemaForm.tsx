/**
 * A form from a JSON Schema, as connectors bring them: groups, advanced settings folded away, secrets that are written and
 * never shown. Faults of the API stand at their fields.
 */
import { Button, Collapse, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { withTheme } from "@rjsf/core";
import { Theme } from "@rjsf/mantine";
import type { ObjectFieldTemplatePropertyType, ObjectFieldTemplateProps } from "@rjsf/utils";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useMemo } from "react";
import { errorSchemaOf } from "./faults";
import { DescriptionField, FieldHelp } from "./parts";
import classes from "./SchemaForm.module.css";
import { type Group, grouped, type HintedSchema, uiOf } from "./schemaUi";
import { validator } from "./validator";

type Data = Record<string, unknown>;

const Themed = withTheme<Data>(Theme);

type Property = ObjectFieldTemplatePropertyType;

function Fields({ properties }: { properties: readonly Property[] }) {
  return properties.map((one) =>
    one.hidden ? (
      <div key={one.name} hidden>
        {one.content}
      </div>
    ) : (
      <div key={one.name}>{one.content}</div>
    ),
  );
}

function Advanced({ properties, hasFault }: { properties: readonly Property[]; hasFault: boolean }) {
  const [opened, { toggle }] = useDisclosure(false);
  if (properties.length === 0) return null;
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="xs"
        leftSection={<IconAdjustmentsHorizontal size={14} />}
        onClick={toggle}
        aria-expanded={opened || hasFault}
        style={{ alignSelf: "flex-start" }}
      >
        {opened || hasFault
          ? "Fewer settings"
          : `${properties.length} more ${properties.length === 1 ? "setting" : "settings"}`}
      </Button>
      <Collapse expanded={opened || hasFault}>
        <Stack gap="md">
          <Fields properties={properties} />
        </Stack>
      </Collapse>
    </>
  );
}

function ObjectTemplate(props: ObjectFieldTemplateProps<Data>) {
  const isRoot = props.fieldPathId.path.length === 0;
  const groups = grouped(props.properties, props.schema as HintedSchema);
  const faulty = (group: Group<Property>) => group.advanced.some((one) => props.errorSchema?.[one.name] !== undefined);
  const body = groups.map((group) => (
    <Stack key={group.name} gap="md" className={isRoot && group.name ? classes.group : undefined}>
      {isRoot && group.name && (
        <Title order={3} fz="sm">
          {group.name}
        </Title>
      )}
      <Fields properties={group.plain} />
      <Advanced properties={group.advanced} hasFault={faulty(group)} />
    </Stack>
  ));
  const { AddButton } = props.registry.templates.ButtonTemplates;
  const add = props.schema.additionalProperties && !props.readonly && !props.disabled && (
    <AddButton
      onClick={props.onAddProperty}
      registry={props.registry}
      uiSchema={props.uiSchema}
      className="rjsf-object-property-expand"
    />
  );
  if (isRoot)
    return (
      <Stack gap="lg">
        {body}
        {add}
      </Stack>
    );
  return (
    <Stack gap="sm" className={classes.nested} id={props.fieldPathId.$id}>
      {props.title && (
        <Text size="sm" fw={500}>
          {props.title}
        </Text>
      )}
      {props.description && (
        <Text size="xs" c="dimmed">
          {props.description}
        </Text>
      )}
      {body}
      {add}
    </Stack>
  );
}

interface Props {
  schema: Record<string, unknown>;
  value: Data;
  onChange: (value: Data) => void;
  /** Faults by path, as the API names them; those below `prefix` are of this form. */
  faults?: Record<string, string>;
  prefix?: string;
  isReadOnly?: boolean;
}

export default function SchemaForm({ schema, value, onChange, faults = {}, prefix = "", isReadOnly = false }: Props) {
  // The title and the description of the whole are those of the page.
  const whole = useMemo(() => {
    const { title, description, $schema, ...rest } = schema;
    return rest as HintedSchema;
  }, [schema]);
  const ui = useMemo(() => ({ ...uiOf(whole), "ui:submitButtonOptions": { norender: true } }), [whole]);
  const extraErrors = useMemo(() => errorSchemaOf(faults, prefix), [faults, prefix]);
  return (
    <Themed
      schema={whole}
      uiSchema={ui}
      formData={value}
      onChange={(event) => onChange(event.formData ?? {})}
      validator={validator}
      noValidate
      noHtml5Validate
      showErrorList={false}
      extraErrors={extraErrors}
      readonly={isReadOnly}
      tagName="div"
      idPrefix={prefix || "form"}
      templates={{
        ObjectFieldTemplate: ObjectTemplate,
        DescriptionFieldTemplate: DescriptionField,
        FieldHelpTemplate: FieldHelp,
      }}
      experimental_defaultFormStateBehavior={{
        emptyObjectFields: "populateRequiredDefaults",
        arrayMinItems: { populate: "requiredOnly" },
      }}
    />
  );
}
