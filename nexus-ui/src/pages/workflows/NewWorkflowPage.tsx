/** A workflow's beginning: its name and its kind; the rest is drawn. */
import { Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconFileImport } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { client } from "@/api/client";
import { everyWorkflow } from "@/api/everything";
import { faultsByPath } from "@/api/problem";
import { tell } from "@/components/feedback";
import { Page, Section } from "@/components/Page";
import { Failed, Loaded, Loading } from "@/components/States";
import { useUrlState } from "@/components/useUrlState";
import { useLeaving } from "../mapping/around";
import { useHistory } from "../mapping/history";
import { useAround } from "./around";
import { copyOf, type Draft, documentOf, NEW, workflowOf } from "./draft";
import Editor from "./Editor";
import { UndoRedo } from "./UndoRedo";

const ImportDialog = lazy(() => import("./ImportDialog"));

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
  const [search] = useUrlState();
  return search.from ? <Copied from={search.from} /> : <Begin />;
}

/** Another workflow, under another name. */
function Copied({ from }: { from: string }) {
  const found = useQuery({
    queryKey: ["workflow-copy", from],
    queryFn: async () => {
      const [workflow, others] = await Promise.all([workflowOf(from), everyWorkflow()]);
      return copyOf(
        workflow,
        others.map((one) => one.name),
      );
    },
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Loaded query={found} rows={8}>
      {(draft) => <Drawing first={draft} about="A copy, disabled: both would deliver the same messages." />}
    </Loaded>
  );
}

function Begin() {
  const [draft, setDraft] = useState<Draft>(NEW);
  const [isBegun, setBegun] = useState(false);
  const [importing, { open, close }] = useDisclosure();
  const around = useAround();
  if (isBegun) return <Drawing first={draft} about="Nothing runs before it is saved." />;
  if (around.isLoading) return <Loading rows={6} />;
  return (
    <Page
      title="New workflow"
      actions={
        <Button variant="default" leftSection={<IconFileImport size={16} />} onClick={open}>
          Import
        </Button>
      }
    >
      <Section>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (draft.name.trim()) setBegun(true);
          }}
        >
          <Stack maw={560} py="md">
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
      <Suspense fallback={null}>
        {importing && (
          <ImportDialog
            opened
            onClose={close}
            onUse={(imported) => {
              setDraft(imported);
              setBegun(true);
            }}
          />
        )}
      </Suspense>
    </Page>
  );
}

function Drawing({ first, about }: { first: Draft; about: string }) {
  const history = useHistory<Draft>(first);
  const draft = history.now;
  const [error, setError] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  const navigate = useNavigate();
  const queries = useQueryClient();
  useLeaving(draft.sources.length + draft.pipelines.length + draft.steps.length > 0);
  const create = async () => {
    setSaving(true);
    setError(null);
    try {
      const { data } = await client.POST("/api/v1/workflows", { body: documentOf(draft) });
      tell(`${draft.name} is made`);
      await queries.invalidateQueries({ queryKey: ["get", "/api/v1/workflows"] });
      if (data) await navigate({ to: `/workflows/${data.id}`, replace: true, ignoreBlocker: true });
    } catch (problem) {
      setError(problem);
    } finally {
      setSaving(false);
    }
  };
  useHotkeys([
    ["mod+z", history.undo],
    ["mod+shift+z", history.redo],
    ["mod+y", history.redo],
    ["mod+s", () => void create()],
  ]);
  return (
    <Page
      full
      title={draft.name}
      about={about}
      actions={
        <Group gap="xs" wrap="nowrap">
          <UndoRedo history={history} />
          <Button loading={isSaving} onClick={() => void create()}>
            Save
          </Button>
        </Group>
      }
    >
      {error !== null && <Failed error={error} />}
      <Editor
        draft={draft}
        onChange={history.change}
        saved={undefined}
        refused={faultsByPath(error)}
        readOnly={false}
      />
    </Page>
  );
}
