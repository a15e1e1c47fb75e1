/** A workflow: drawn, tried, watched, taken back to what it was. */
import { ActionIcon, Group, Menu, Tabs } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconCopy, IconDots, IconFileExport, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { client } from "@/api/client";
import { parseExact } from "@/api/exact";
import { faultsByPath, Problem } from "@/api/problem";
import { Can, useCan } from "@/auth/Can";
import { ask, tell } from "@/components/feedback";
import { useHistory } from "@/components/history";
import { Page } from "@/components/Page";
import { NotSaved, SaveButton } from "@/components/SaveButton";
import { Loaded, Loading } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { UndoRedo } from "@/components/UndoRedo";
import { useGuardedSave } from "@/components/useGuardedSave";
import { useUrlState } from "@/components/useUrlState";
import { useCrumb } from "@/shell/Breadcrumbs";
import { useLeaving } from "../mapping/around";
import { type Draft, documentOf, draftOf, type Workflow, workflowOf } from "./draft";
import { exportWorkflow } from "./exported";
import { Versions } from "./Versions";
import { Written } from "./Written";

const Editor = lazy(() => import("./Editor"));

const TABS = { design: "Design", versions: "Versions", document: "Document" };

export default function WorkflowPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  // Read anew whenever it is opened: an edit that begins from what was there before would end in a conflict.
  const found = useQuery({
    queryKey: ["workflow", id],
    queryFn: () => workflowOf(id),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Loaded query={found} rows={12}>
      {(workflow) => <Begun key={id} workflow={workflow} />}
    </Loaded>
  );
}

/** The draft, and what saves it. */
function useDraft(workflow: Workflow) {
  const queries = useQueryClient();
  const [base, setBase] = useState(workflow);
  const history = useHistory<Draft>(draftOf(workflow));
  const [clean, setClean] = useState<Draft>(history.now);
  const isChanged = history.now !== clean && JSON.stringify(history.now) !== JSON.stringify(clean);
  const path = { workflow_id: workflow.id };
  const take = (now: Workflow) => {
    setBase(now);
    const draft = draftOf(now);
    setClean(draft);
    history.restart(draft);
    void queries.invalidateQueries({ predicate: (one) => one.queryKey[0] !== "workflow" });
  };
  const saving = useGuardedSave<Workflow>({
    version: base.version,
    save: async (header) => {
      const about = { params: { path, header }, body: documentOf(history.now), parseAs: "text" as const };
      const { data } = await client.PUT("/api/v1/workflows/{workflow_id}", about);
      return parseExact(data ?? "null") as Workflow;
    },
    current: () => workflowOf(workflow.id),
    saved: (now) => {
      tell(`${now.name} is saved`, now.notes.join(" ") || undefined);
      take(now);
    },
    takeTheirs: take,
  });
  useLeaving(isChanged);
  return { base, history, isChanged, take, ...saving };
}

function Begun({ workflow }: { workflow: Workflow }) {
  const mayChange = useCan("change");
  const [search, change] = useUrlState();
  const { base, history, isChanged, take, save, error, isSaving } = useDraft(workflow);
  const draft = history.now;
  useCrumb(base.name);
  useHotkeys([
    ["mod+z", history.undo],
    ["mod+shift+z", history.redo],
    ["mod+y", history.redo],
    ["mod+s", () => void (isChanged && mayChange && save())],
  ]);
  const tab = search.tab && search.tab in TABS ? search.tab : "design";
  return (
    <Page
      full
      title={base.name}
      beside={<StatusBadge status={base.enabled ? "enabled" : "disabled"} />}
      about={base.description || undefined}
      actions={
        <Group gap="xs" wrap="nowrap">
          <Can do="change">
            <UndoRedo history={history} />
            <SaveButton isChanged={isChanged} isSaving={isSaving} save={save} />
          </Can>
          <More base={base} isChanged={isChanged} />
        </Group>
      }
    >
      <NotSaved error={error} />
      <Tabs
        value={tab}
        onChange={(value) => change({ tab: value === "design" ? undefined : (value ?? undefined) })}
        keepMounted={false}
        style={{ flex: 1, display: "flex", flexDirection: "column", minHeight: 0 }}
      >
        <Tabs.List mb="md">
          {Object.entries(TABS).map(([key, title]) => (
            <Tabs.Tab key={key} value={key}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="design" style={{ flex: 1, display: "flex", minHeight: 0 }}>
          <Suspense fallback={<Loading rows={10} />}>
            <Editor
              draft={draft}
              onChange={history.change}
              saved={base}
              refused={faultsByPath(error)}
              readOnly={!mayChange}
            />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <Versions workflow={base} onRestored={take} isChanged={isChanged} />
        </Tabs.Panel>
        <Tabs.Panel value="document">
          <Written draft={draft} onChange={history.change} readOnly={!mayChange} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function More({ base, isChanged }: { base: Workflow; isChanged: boolean }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const drop = async (discard: boolean) => {
    const params = { path: { workflow_id: base.id }, query: { discard } };
    await client.DELETE("/api/v1/workflows/{workflow_id}", { params });
    tell(`${base.name} is deleted`);
    await navigate({ to: "/workflows", ignoreBlocker: true });
    await queries.invalidateQueries();
  };
  const remove = () =>
    ask({
      title: `Delete ${base.name}?`,
      children: "It takes nothing from then on. Its log and its dead letters stay.",
      confirm: "Delete",
      act: async () => {
        try {
          await drop(false);
        } catch (problem) {
          if (!(problem instanceof Problem) || problem.status !== 409) throw problem;
          ask({
            title: "It holds messages that are not delivered",
            children: `${problem.message}. Deleted now, they are given up.`,
            confirm: "Give them up and delete",
            act: () => drop(true),
          });
        }
      },
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size="lg" variant="default" aria-label="More">
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileExport size={15} />} onClick={() => void exportWorkflow(base, isChanged)}>
          Export as YAML
        </Menu.Item>
        <Can do="change">
          <Menu.Item
            leftSection={<IconCopy size={15} />}
            onClick={() => void navigate({ to: "/workflows/new", search: { from: base.id } as never })}
          >
            Duplicate
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={remove}>
            Delete the workflow
          </Menu.Item>
        </Can>
      </Menu.Dropdown>
    </Menu>
  );
}
