/** A workflow's beginning: its name, and what to begin with; the rest is drawn. */
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconFileImport } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { client } from "@/api/client";
import { everyWorkflow } from "@/api/everything";
import { faultsByPath } from "@/api/problem";
import { tell } from "@/components/feedback";
import { useHistory } from "@/components/history";
import { Page, Section } from "@/components/Page";
import { Failed, Loaded, Loading } from "@/components/States";
import { UndoRedo } from "@/components/UndoRedo";
import { useUrlState } from "@/components/useUrlState";
import { useLeaving } from "../mapping/around";
import { useAround } from "./around";
import { type Beginning, Beginnings, Slots } from "./Beginnings";
import { copyOf, type Draft, documentOf, NEW, workflowOf } from "./draft";
import Editor from "./Editor";
import { type Chosen, firstChoice, templatesFor } from "./templates";

const ImportDialog = lazy(() => import("./ImportDialog"));

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
  const [begun, setBegun] = useState<Draft | undefined>(undefined);
  const [name, setName] = useState("");
  const [beginning, setBeginning] = useState<Beginning>({ mode: "fan_out" });
  const [chosen, setChosen] = useState<Chosen>({});
  const [importing, { open, close }] = useDisclosure();
  const around = useAround();
  const choose = (one: Beginning) => {
    setBeginning(one);
    if ("template" in one) setChosen(firstChoice(one.template, around));
  };
  const begin = () =>
    setBegun(
      "template" in beginning ? beginning.template.build(name, chosen, around) : { ...NEW, name, mode: beginning.mode },
    );
  if (begun) return <Drawing first={begun} about="Nothing runs before it is saved." />;
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
            if (name.trim()) begin();
          }}
        >
          <Stack py="md" gap="lg">
            <TextInput
              label="Name"
              placeholder="orders"
              required
              maw={420}
              data-autofocus
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Beginnings templates={templatesFor(around)} value={beginning} onChange={choose} />
            {"template" in beginning && (
              <Slots template={beginning.template} chosen={chosen} onChange={setChosen} around={around} />
            )}
            <Group>
              <Button type="submit" disabled={!name.trim()}>
                Draw it
              </Button>
            </Group>
          </Stack>
        </form>
      </Section>
      <Suspense fallback={null}>{importing && <ImportDialog opened onClose={close} onUse={setBegun} />}</Suspense>
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
