/** The parameters that the statement has: their types, and what stands where one is not given. */
import { Checkbox, Select, Table, Text, TextInput } from "@mantine/core";
import { type Parameter, type ParameterType, TYPES } from "./statement";

interface Props {
  parameters: readonly Parameter[];
  onChange: (parameters: Parameter[]) => void;
  faults: Record<string, string>;
  readOnly: boolean;
}

export function Parameters({ parameters, onChange, faults, readOnly }: Props) {
  if (parameters.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        No parameters: write :name in the statement where a value is to come.
      </Text>
    );
  }
  const set = (at: number, changes: Partial<Parameter>) =>
    onChange(parameters.map((one, i) => (i === at ? { ...one, ...changes } : one)));
  return (
    <Table verticalSpacing={6} horizontalSpacing={8} aria-label="Parameters">
      <Table.Thead>
        <Table.Tr>
          {["Parameter", "Type", "Required", "Else"].map((one) => (
            <Table.Th key={one} fz="xs" fw={500} c="dimmed">
              {one}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {parameters.map((one, at) => (
          <Table.Tr key={one.name}>
            <Table.Td className="nx-mono">:{one.name}</Table.Td>
            <Table.Td w={160}>
              <Select
                size="xs"
                aria-label={`Type of ${one.name}`}
                allowDeselect={false}
                readOnly={readOnly}
                data={[...TYPES]}
                value={one.type ?? "string"}
                error={faults[`parameters[${at}].type`]}
                onChange={(type) => set(at, { type: type as ParameterType })}
              />
            </Table.Td>
            <Table.Td w={90}>
              <Checkbox
                size="xs"
                aria-label={`${one.name} is required`}
                disabled={readOnly}
                checked={one.required ?? true}
                onChange={(event) => set(at, { required: event.currentTarget.checked, default: null })}
              />
            </Table.Td>
            <Table.Td>
              {one.required === false && (
                <TextInput
                  size="xs"
                  aria-label={`Value of ${one.name} where it is not given`}
                  placeholder="null"
                  readOnly={readOnly}
                  value={one.default == null ? "" : String(one.default)}
                  error={faults[`parameters[${at}].default`]}
                  onChange={(event) => set(at, { default: event.currentTarget.value || null })}
                />
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
