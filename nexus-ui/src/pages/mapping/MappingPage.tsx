/** The mapping of one pipeline, with the whole room for it, at an address of its own. */
import { Group } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { client, type Schemas } from "@/api/client";
import { parseExact } from "@/api/exact";
import { Problem } from "@/api/problem";
import { Can, useCan } from "@/auth/Can";
import { tell } from "@/components/feedback";
import { useHistory } from "@/components/history";
import { Page } from "@/components/Page";
import { NotSaved, SaveButton } from "@/components/SaveButton";
import { Empty, Loaded, Loading } from "@/components/States";
import { UndoRedo } from "@/components/UndoRedo";
import { useGuardedSave } from "@/components/useGuardedSave";
import Mapper from "@/mapper/Mapper";
import type { Rule } from "@/mapper/rules";
import { useCrumb } from "@/shell/Breadcrumbs";
import { useConnectionId, useFields, useLeaving } from "./around";
import classes from "./mapping.module.css";

type Workflow = Schemas["WorkflowView"];
type Pipeline = Schemas["PipelineView"];

/** Its numbers keep their digits: all of it is sent back. */
async function workflowOf(workflow_id: string): Promise<Workflow> {
  const params = { path: { workflow_id } };
  const { data } = await client.GET("/api/v1/workflows/{workflow_id}", { params, parseAs: "text" });
  return parseExact(data ?? "null") as Workflow;
}

export default function MappingPage() {
  const { id, index } = useParams({ strict: false }) as { id: string; index: string };
  // Read anew whenever it is opened: an edit that begins from what was there before would end in a conflict.
  const found = useQuery({
    queryKey: ["mapping-of", id],
    queryFn: () => workflowOf(id),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Loaded query={found} rows={12}>
      {(workflow) => <Begun key={`${id} ${index}`} workflow={workflow} index={Number(index)} />}
    </Loaded>
  );
}

/** What is edited begins from the workflow as it was read, saved, or taken from someone else; not from what comes in between. */
function Begun({ workflow, index }: { workflow: Workflow; index: number }) {
  const [base, setBase] = useState(workflow);
  const pipeline = base.pipelines[index];
  if (pipeline) return <Edited workflow={base} pipeline={pipeline} index={index} setBase={setBase} />;
  return (
    <Page title="Mapping">
      <Empty title="There is no such pipeline">
        {base.name} has {base.pipelines.length}; this address names another.
      </Empty>
    </Page>
  );
}

function withRules(workflow: Workflow, index: number, mappings: Rule[]): Schemas["WorkflowDocument"] {
  const pipelines = workflow.pipelines.map((one, i) => (i === index ? { ...one, mappings } : one));
  return { ...workflow, pipelines } as Schemas["WorkflowDocument"];
}

interface EditedProps {
  workflow: Workflow;
  pipeline: Pipeline;
  index: number;
  setBase: (workflow: Workflow) => void;
}

/** The rules as they are being edited, and what saves them. */
function useRules({ workflow, pipeline, index, setBase }: EditedProps) {
  const queries = useQueryClient();
  const history = useHistory<Rule[]>(pipeline.mappings);
  const rules = history.now;
  const [clean, setClean] = useState<Rule[]>(pipeline.mappings);
  const isChanged = rules !== clean && JSON.stringify(rules) !== JSON.stringify(clean);
  const params = { path: { workflow_id: workflow.id } };
  const saving = useGuardedSave<Workflow>({
    version: workflow.version,
    save: async (header) => {
      const about = {
        params: { ...params, header },
        body: withRules(workflow, index, rules),
        parseAs: "text" as const,
      };
      const { data } = await client.PUT("/api/v1/workflows/{workflow_id}", about);
      return parseExact(data ?? "null") as Workflow;
    },
    current: () => workflowOf(workflow.id),
    saved: (now) => {
      tell(`The mapping of ${pipeline.name} is saved`, now.notes.join(" ") || undefined);
      setBase(now);
      setClean(rules);
      void queries.invalidateQueries();
    },
    takeTheirs: (theirs) => {
      const found = theirs.pipelines[index]?.mappings ?? [];
      setBase(theirs);
      setClean(found);
      history.restart(found);
    },
  });
  useLeaving(isChanged);
  return { history, rules, isChanged, ...saving };
}

function Edited(props: EditedProps) {
  const { workflow, pipeline, index } = props;
  useCrumb(`${workflow.name} › ${pipeline.name}`);
  const mayChange = useCan("change");
  const fields = useFields(workflow);
  const connectionId = useConnectionId(pipeline.destination);
  const { history, rules, isChanged, save, error, isSaving } = useRules(props);
  useHotkeys([
    ["mod+z", history.undo],
    ["mod+shift+z", history.redo],
    ["mod+y", history.redo],
    ["mod+s", () => void (isChanged && save())],
  ]);
  const context = useMemo(() => ({ definition: workflow, index }), [workflow, index]);
  const target = useMemo(
    () => ({
      connectionId: connectionId ?? "",
      table: pipeline.target,
      operation: pipeline.operation,
      key: pipeline.key,
    }),
    [connectionId, pipeline.target, pipeline.operation, pipeline.key],
  );
  return (
    <Page
      full
      title={pipeline.name}
      about={
        <>
          {pipeline.operation} {pipeline.target && <span className="nx-mono">{pipeline.target}</span>} in{" "}
          {pipeline.destination}
        </>
      }
      actions={
        <Can do="change">
          <Group gap="xs" wrap="nowrap">
            <UndoRedo history={history} />
            <SaveButton isChanged={isChanged} isSaving={isSaving} save={save} />
          </Group>
        </Can>
      }
    >
      <NotSaved error={error} />
      <div className={classes.room}>
        {fields === undefined || connectionId === undefined ? (
          <Loading rows={10} />
        ) : (
          <Mapper
            value={rules}
            onChange={history.change}
            sourceSchema={fields}
            target={target}
            context={context}
            readOnly={!mayChange}
            errors={error instanceof Problem ? error.faults : undefined}
          />
        )}
      </div>
    </Page>
  );
}
