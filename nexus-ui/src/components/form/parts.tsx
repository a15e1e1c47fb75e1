/** Small parts of forms, in our type. */
import { Text } from "@mantine/core";
import type { DescriptionFieldProps, FieldHelpProps } from "@rjsf/utils";

export function DescriptionField({ id, description }: DescriptionFieldProps) {
  return description ? (
    <Text id={id} size="xs" c="dimmed" mt={-4}>
      {description}
    </Text>
  ) : null;
}

export function FieldHelp({ help }: FieldHelpProps) {
  return help ? (
    <Text size="xs" c="dimmed">
      {help}
    </Text>
  ) : null;
}
