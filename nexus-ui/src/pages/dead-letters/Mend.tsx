/** Edits the payload, tries it on the workflow as it is now, and delivers it again. */
import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { IconFlask, IconRepeat } from "@tabler/icons-react";
import { useState } from "react";
import { client, type Schemas } from "@/api/client";
import { parseExact } from "@/api/exact";
import { Code } from "@/components/editor/Code";
import { faultOf } from "@/components/editor/json";
import { ask, tell } from "@/components/feedback";
import { Json } from "@/components/Json";
import { Section } from "@/components/Page";
import { Failed } from "@/components/States";
import { bodyOf } from "./edit";

type Preview = Schemas["PreviewView"];

interface Props {
  whole: Schemas["WholeLetter"];
  onReplayed: () => void;
}

export function Mend({ whole, onReplayed }: Props) {
  const { letter } = whole;
  const own = JSON.stringify(whole.payload, null, 2);
  const [text, setText] = useState(own);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isTrying, setTrying] = useState(false);
  const fault = faultOf(text);
  const isEdited = text !== own;
  const params = { path: { letter_id: letter.id } };

  const edit = (value: string) => {
    setText(value);
    setPreview(null);
  };
  const attempt = async () => {
    setTrying(true);
    setError(null);
    try {
      const { data } = await client.POST("/api/v1/dead-letters/{letter_id}/preview", {
        params,
        body: bodyOf(text, own),
        parseAs: "text",
      });
      setPreview(parseExact(data ?? "null") as Preview);
    } catch (problem) {
      setError(problem);
    } finally {
      setTrying(false);
    }
  };
  const replay = () =>
    ask({
      title: isEdited ? "Replay it with the edited payload?" : "Replay it?",
      children:
        "It is delivered again by the workflow as it is now. If it fails again, it comes back as a dead letter.",
      confirm: "Replay",
      dangerous: false,
      act: async () => {
        const { data } = await client.POST("/api/v1/dead-letters/{letter_id}/replay", {
          params,
          body: bodyOf(text, own),
        });
        const [why] = Object.values(data?.refused ?? {});
        if (why) throw new Error(why);
        tell("It is on its way again", "Its whole life tells what becomes of it.");
        onReplayed();
      },
    });

  return (
    <Section
      title="Payload"
      about="Mend it if the fault is in it. ******** stands for what is masked, and stays what it was."
      actions={
        <>
          {isEdited && (
            <Button size="xs" variant="subtle" onClick={() => edit(own)}>
              As it was
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFlask size={14} />}
            loading={isTrying}
            disabled={fault !== null}
            onClick={() => void attempt()}
          >
            Try it
          </Button>
          <Button size="xs" leftSection={<IconRepeat size={14} />} disabled={fault !== null} onClick={replay}>
            {isEdited ? "Replay as edited" : "Replay"}
          </Button>
        </>
      }
    >
      <Stack py="md">
        <Code
          language="json"
          label="Payload as JSON"
          value={text}
          onChange={edit}
          height="180px"
          error={fault}
          onSubmit={() => fault === null && void attempt()}
        />
        {error !== null && <Failed error={error} retry={() => void attempt()} />}
        {preview && <Outcome preview={preview} />}
      </Stack>
    </Section>
  );
}

function Outcome({ preview }: { preview: Preview }) {
  const title = !preview.ok
    ? "It would fail again"
    : preview.filtered
      ? "The pipeline's condition would hold it back"
      : "The mapping takes it";
  return (
    <Stack gap="xs" role="status">
      <Alert color={!preview.ok ? "red" : preview.filtered ? "yellow" : "teal"} title={title}>
        {preview.faults.length > 0 ? (
          <List size="sm">
            {preview.faults.map((one) => (
              <List.Item key={`${one.path} ${one.message}`}>
                {one.path && <b>{one.path}: </b>}
                {one.message}
              </List.Item>
            ))}
          </List>
        ) : (
          <Text size="sm">Nothing was delivered. Whether the destination takes it is seen when it is replayed.</Text>
        )}
      </Alert>
      {preview.mapped !== null && (
        <Group align="flex-start" gap="xs">
          <div style={{ flex: 1, minWidth: 0 }}>
            <Text size="xs" c="dimmed" mb={4}>
              What would go out
            </Text>
            <Json value={preview.mapped} label="Payload out" />
          </div>
        </Group>
      )}
    </Stack>
  );
}
