/** A workflow's beginning: its name and its kind; the rest is drawn. */
import { Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "@/api/client";
import { faultsByPath } from "@/api/problem";
import { tell } from "@/components/feedback";
import { Page, Section } from "@/components/Page";
import { Failed, Loading } from "@/components/States";
import { useAround } from "./around";
import { type Draft, documentOf, NEW } from "./draft";
import Editor from "./Editor";

const KINDS = [
  {
    value: "fan_out",
    label: "To several places",
    about: "Each message goes to every destination, at the pace of each: one that is down holds up no other.",
  },
  {
    value: "sequential",
    label: "Step by step",
    about: "Each message goes through steps, one after the other, with branches; what has been done is not done again.",
  },
] as const;

export default function NewWorkflowPage() {
  const [draft, setDraft] = useState<Draft>(NEW);
  const [isBegun, setBegun] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const around = useAround();
  const create = async () => {
    setSaving(true);
    setError(null);
    try {
      const { data } = await client.POST("/api/v1/workflows", { body: documentOf(draft) });
      tell(`${draft.name} is made`);
      await queries.invalidateQueries({ queryKey: ["get", "/api/v1/workflows"] });
      if (data) await navigate({ to: `/workflows/${data.id}`, replace: true });
    } catch (problem) {
      setError(problem);
    } finally {
      setSaving(false);
    }
  };
  if (isBegun) {
    return (
      <Page
        full
        title={draft.name}
        about="Nothing runs before it is saved."
        actions={
          <Button loading={isSaving} onClick={() => void create()}>
            Save
          </Button>
        }
      >
        {error !== null && <Failed error={error} />}
        <Editor draft={draft} onChange={setDraft} saved={undefined} refused={faultsByPath(error)} readOnly={false} />
      </Page>
    );
  }
  if (around.isLoading) return <Loading rows={6} />;
  return (
    <Page title="New workflow">
      <Section>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (draft.name.trim()) setBegun(true);
          }}
        >
          <Stack maw={560}>
            <TextInput
              label="Name"
              placeholder="orders"
              required
              data-autofocus
              value={draft.name}
              onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
            />
            <Radio.Group
              label="What becomes of a message"
              value={draft.mode}
              onChange={(mode) => setDraft({ ...draft, mode: mode as Draft["mode"] })}
            >
              <Stack gap="xs" mt="xs">
                {KINDS.map((one) => (
                  <Radio
                    key={one.value}
                    value={one.value}
                    label={one.label}
                    description={<Text size="xs">{one.about}</Text>}
                  />
                ))}
              </Stack>
            </Radio.Group>
            <Group>
              <Button type="submit" disabled={!draft.name.trim()}>
                Draw it
              </Button>
            </Group>
          </Stack>
        </form>
      </Section>
    </Page>
  );
}
