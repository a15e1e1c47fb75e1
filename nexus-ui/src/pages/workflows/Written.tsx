/** The workflow as its document: to be copied, or written by hand. */
import { Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Copy } from "@/components/Copy";
import { Code } from "@/components/editor/Code";
import { Section } from "@/components/Page";
import { type Draft, wholeDraft } from "./draft";

interface Props {
  draft: Draft;
  onChange: (draft: Draft) => void;
  readOnly: boolean;
}

export function Written({ draft, onChange, readOnly }: Props) {
  const [text, setText] = useState(() => JSON.stringify(draft, null, 2));
  const [wrong, setWrong] = useState("");
  const write = (now: string) => {
    setText(now);
    try {
      onChange(wholeDraft(JSON.parse(now)));
      setWrong("");
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Section>
      <Stack>
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            What the API takes and shows. In a definition file the same stands below workflows.
          </Text>
          <Copy value={text} label="Copy the document" />
        </Group>
        <Code
          label="Document"
          language="json"
          height="60vh"
          value={text}
          onChange={write}
          readOnly={readOnly}
          error={wrong}
        />
      </Stack>
    </Section>
  );
}
