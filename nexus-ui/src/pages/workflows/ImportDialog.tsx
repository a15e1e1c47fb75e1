/** A workflow from a file, or from what is pasted: it is opened in the editor, and nothing is saved before. */
import { Button, FileButton, Group, Modal, Select, Stack, Text, Textarea } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { Draft } from "./draft";
import { workflowsIn } from "./imported";

interface Props {
  opened: boolean;
  onClose: () => void;
  onUse: (draft: Draft) => void;
}

const EXAMPLE = `workflows:
  - name: orders
    sources: [{application: shop}]
    pipelines: [{destination: warehouse, operation: upsert, target: orders, …}]`;

export default function ImportDialog({ opened, onClose, onUse }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={<Text fw={600}>Import a workflow</Text>}>
      <Import onUse={onUse} />
    </Modal>
  );
}

function read(text: string): { drafts: Draft[]; wrong: string } {
  if (!text.trim()) return { drafts: [], wrong: "" };
  try {
    return { drafts: workflowsIn(text), wrong: "" };
  } catch (error) {
    return { drafts: [], wrong: error instanceof Error ? error.message : String(error) };
  }
}

export function Import({ onUse }: Pick<Props, "onUse">) {
  const [text, setText] = useState("");
  const [name, setName] = useState<string | null>(null);
  const { drafts, wrong } = useMemo(() => read(text), [text]);
  const chosen = drafts.find((one) => one.name === name) ?? drafts[0];
  return (
    <Stack>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" c="dimmed">
          A definition file, or one workflow, in YAML or JSON. Sender apps and connections that it names are not made
          with it.
        </Text>
        <FileButton
          accept=".yaml,.yml,.json"
          onChange={(file) => void file?.text().then(setText)}
          inputProps={{ "aria-label": "A file" }}
        >
          {(props) => (
            <Button {...props} size="xs" variant="default" flex="none" leftSection={<IconUpload size={14} />}>
              Choose a file
            </Button>
          )}
        </FileButton>
      </Group>
      <Textarea
        label="Document"
        placeholder={EXAMPLE}
        classNames={{ input: "nx-mono" }}
        autosize
        minRows={12}
        maxRows={22}
        value={text}
        error={wrong}
        styles={{ error: { whiteSpace: "pre-wrap" } }}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {drafts.length > 1 && (
        <Select
          label="Which of its workflows"
          data={[...new Set(drafts.map((one) => one.name))]}
          value={chosen?.name ?? null}
          allowDeselect={false}
          onChange={setName}
        />
      )}
      <Group justify="flex-end">
        <Button disabled={!chosen} onClick={() => chosen && onUse(chosen)}>
          Open it in the editor
        </Button>
      </Group>
    </Stack>
  );
}
