import { Alert, Button, Drawer, Group, JsonInput, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconWand } from "@tabler/icons-react";
import { useState } from "react";
import { client, type Schemas } from "@/api/client";
import { faultsByPath, messageOf } from "@/api/problem";
import { Can } from "@/auth/Can";
import { plural } from "@/components/numbers";
import { Section } from "@/components/Page";
import { Failed } from "@/components/States";
import { type Field, FieldsEditor } from "./FieldsEditor";
import { samplesOf } from "./samples";

interface Props {
  application: Schemas["ApplicationView"];
  fields: readonly Field[];
  onChange: (fields: Field[]) => void;
  error: unknown;
  isSaving: boolean;
  save: () => unknown;
}

export function Fields({ application, fields, onChange, error, isSaving, save }: Props) {
  const [opened, { open, close }] = useDisclosure();
  const faults = faultsByPath(error);
  return (
    <Section
      title="Fields"
      about="A message that does not fit is refused, every fault with its path"
      actions={
        <Can do="change">
          <Button size="xs" variant="default" leftSection={<IconWand size={14} />} onClick={open}>
            Infer from samples
          </Button>
          <Button size="xs" loading={isSaving} onClick={() => void save()}>
            Save the fields
          </Button>
        </Can>
      }
    >
      {error !== null && <Failed error={error} />}
      <FieldsEditor fields={fields} onChange={onChange} faults={faults} />
      <Drawer opened={opened} onClose={close} title={<Text fw={600}>Infer fields from samples</Text>}>
        <Infer
          applicationId={application.id}
          use={(found) => {
            onChange(found);
            close();
          }}
        />
      </Drawer>
    </Section>
  );
}

function Infer({ applicationId, use }: { applicationId: string; use: (fields: Field[]) => void }) {
  const [text, setText] = useState("");
  const [found, setFound] = useState<Field[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const infer = async () => {
    setError(null);
    setFound(null);
    try {
      const params = { path: { application_id: applicationId } };
      const { data } = await client.POST("/api/v1/applications/{application_id}/infer-fields", {
        params,
        body: { samples: samplesOf(text) },
      });
      setFound(data?.fields ?? []);
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Stack>
      <JsonInput
        label="Messages as the app sends them"
        description="One object, an array, or one per line. They are looked at, not stored."
        placeholder={'{"id": 1, "customer": {"email": "ada@example.com"}}'}
        autosize
        minRows={10}
        maxRows={22}
        value={text}
        onChange={setText}
      />
      {error !== null && (
        <Alert color="red" role="alert">
          {messageOf(error)}
        </Alert>
      )}
      {found && (
        <Alert color="teal" title={`${plural(found.length, "field")} found`}>
          <Text size="sm" className="nx-mono">
            {found.map((one) => `${one.name}: ${one.type}${one.required ? "" : "?"}`).join(", ")}
          </Text>
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant={found ? "default" : "filled"} onClick={() => void infer()}>
          Infer
        </Button>
        {found && <Button onClick={() => use(found)}>Use them in place of the former</Button>}
      </Group>
    </Stack>
  );
}
