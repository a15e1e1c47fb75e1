/** Saves what is edited on a page; and what is said where it could not be. */
import { Alert, Button, Text } from "@mantine/core";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { messageOf, Problem } from "@/api/problem";

interface Props {
  isChanged: boolean;
  isSaving: boolean;
  save: () => unknown;
}

export function SaveButton({ isChanged, isSaving, save }: Props) {
  return (
    <Button
      leftSection={<IconDeviceFloppy size={16} />}
      disabled={!isChanged}
      loading={isSaving}
      onClick={() => void save()}
    >
      Save
    </Button>
  );
}

export function NotSaved({ error }: { error: unknown }) {
  if (error === null) return null;
  const faults = error instanceof Problem ? error.faults : [];
  return (
    <Alert color="red" py={8} role="alert" title="It was not saved">
      <Text size="sm">{messageOf(error)}</Text>
      {faults.map((one) => (
        <Text size="xs" key={one.path + one.message}>
          {one.path && <b>{one.path}: </b>}
          {one.message}
        </Text>
      ))}
    </Alert>
  );
}
