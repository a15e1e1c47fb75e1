/** The picture with what may be added on its left and what is chosen on its right. */
import { Button, Group, Text } from "@mantine/core";
import { useDebouncedValue, useElementSize } from "@mantine/hooks";
import { IconFlask, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { client } from "@/api/client";
import { useMembership } from "@/auth/workspace";
import { Empty, Loading } from "@/components/States";
import { useAround } from "./around";
import type { Mark } from "./Canvas";
import {
  type Draft,
  documentOf,
  unchosenIn,
  type Workflow,
  withoutPipeline,
  withoutSource,
  withoutStep,
  withPipeline,
  withSource,
  withStep,
} from "./draft";
import { type GraphNode, graphOf, nodeOfFault } from "./graph";
import { flowsOf, type Live, useLive } from "./live";
import { type Mapped, MapperDialog } from "./MapperDialog";
import { Palette } from "./Palette";
import { Panel } from "./Panel";
import { type Tried, Try, triedMarks } from "./Try";
import classes from "./workflows.module.css";

const Canvas = lazy(() => import("./Canvas"));

interface Props {
  draft: Draft;
  onChange: (draft: Draft) => void;
  /** As it is saved; none while it is new. */
  saved: Workflow | undefined;
  /** What the API refused when it was saved last. */
  refused: Record<string, string>;
  readOnly: boolean;
}

/** What is wrong with the draft, asked of the server a moment after the last change. */
function useFaults(draft: Draft): Record<string, string> {
  const workspace = useMembership()?.workspace_id;
  const [asked] = useDebouncedValue(draft, 400);
  const unchosen = useMemo(() => unchosenIn(draft), [draft]);
  const isWhole = Object.keys(unchosen).length === 0;
  const { data } = useQuery({
    queryKey: ["workflow-faults", workspace, asked],
    queryFn: async ({ signal }) =>
      (
        await client.POST("/api/v1/workflows/preview", {
          body: { definition: documentOf(asked), samples: [{}] },
          signal,
        })
      ).data,
    // Before it names all destinations there is nothing to be checked.
    enabled: isWhole && Object.keys(unchosenIn(asked)).length === 0,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
    retry: false,
  });
  return useMemo(
    () => (isWhole ? Object.fromEntries((data?.faults ?? []).map((one) => [one.path, one.message])) : unchosen),
    [data, isWhole, unchosen],
  );
}

export default function Editor({ draft, onChange, saved, refused, readOnly }: Props) {
  const around = useAround();
  const [chosen, setChosen] = useState("workflow");
  const [tried, setTried] = useState<Tried | undefined>(undefined);
  const [isTrying, setTrying] = useState(false);
  const [mapped, setMapped] = useState<Mapped | undefined>(undefined);
  const found = useFaults(draft);
  const faults = useMemo(() => ({ ...found, ...refused }), [found, refused]);
  const live = useLive(saved);
  const { ref: place, width, height } = useElementSize();
  const graph = useMemo(
    () => graphOf(draft, around.connectorOf, around.branches, { width, height }),
    [draft, around, width, height],
  );
  const marks = useMarks(draft, faults, live, tried);
  const flows = useMemo(() => flowsOf(graph, draft, live), [graph, draft, live]);
  const add = useCallback(
    (what: string, at?: string) => {
      const [kind, name = ""] = what.split(/:(.*)/s);
      if (kind === "application") onChange(withSource(draft, { application: name }));
      else if (kind === "source") onChange(withSource(draft, { connection: name }));
      else if (kind === "destination") {
        const connector = around.connectors.get(around.connectorOf(name));
        const operations = connector?.operations ?? [];
        const operation = operations.includes("upsert") ? "upsert" : (operations[0] ?? "insert");
        // What has no columns takes the message as it is, until somebody says otherwise.
        const rules = connector?.roles.includes("browse") ? [] : [{ source: "$", target: "$" }];
        onChange(withPipeline(draft, name, operation, rules));
        setChosen(`pipeline:${draft.pipelines.length}`);
      } else {
        const after = (at ?? chosen).startsWith("step:") ? (at ?? chosen).slice(5) : undefined;
        const made = withStep(draft, name, after);
        onChange(made.draft);
        setChosen(`step:${made.name}`);
      }
    },
    [draft, onChange, around, chosen],
  );
  const remove = useCallback(
    (id: string) => {
      const [kind, rest = ""] = id.split(/:(.*)/s);
      if (kind === "source") onChange(withoutSource(draft, Number(rest)));
      else if (kind === "pipeline") onChange(withoutPipeline(draft, Number(rest)));
      else if (kind === "step") onChange(withoutStep(draft, rest, around.branches));
      else return;
      setChosen("workflow");
    },
    [draft, onChange, around],
  );
  const iconOf = useCallback(
    (node: GraphNode) => {
      const connector = around.connectors.get(node.of);
      const title = connector?.title ?? around.stepTypes.get(node.of)?.title ?? node.of;
      return { name: node.of, title: title || node.title, icon: connector?.icon };
    },
    [around],
  );
  const isEmpty = draft.pipelines.length === 0 && draft.steps.length === 0;
  return (
    <div className={classes.room} data-readonly={readOnly || undefined}>
      {!readOnly && <Palette around={around} mode={draft.mode} onAdd={add} />}
      <div className={classes.canvas} ref={place}>
        <Suspense fallback={<Loading rows={8} />}>
          <Canvas
            graph={graph}
            chosen={chosen}
            onChoose={setChosen}
            onDrop={add}
            onRemove={remove}
            marks={marks}
            flows={flows}
            iconOf={iconOf}
            readOnly={readOnly}
          />
        </Suspense>
        <Group className={classes.tools} gap="xs">
          <Button size="xs" variant="default" leftSection={<IconFlask size={14} />} onClick={() => setTrying(true)}>
            Try it
          </Button>
          {tried && (
            <Button size="xs" variant="default" leftSection={<IconX size={14} />} onClick={() => setTried(undefined)}>
              Forget the sample
            </Button>
          )}
        </Group>
        {isEmpty && (
          <div className={classes.nothing}>
            <Empty title={draft.mode === "fan_out" ? "Where shall the messages go?" : "What is done with a message?"}>
              {readOnly ? (
                <Text size="sm">Nothing has been drawn yet.</Text>
              ) : (
                "Click or drag something from the left: a sender app, then a destination or a step."
              )}
            </Empty>
          </div>
        )}
      </div>
      <Panel
        draft={draft}
        onChange={onChange}
        chosen={chosen}
        onChoose={setChosen}
        onRemove={remove}
        around={around}
        faults={faults}
        readOnly={readOnly}
        saved={saved}
        onMap={setMapped}
        tried={tried?.details ?? {}}
        graph={graph}
        stirredAt={live.stirredAt}
      />
      <MapperDialog
        mapped={mapped}
        draft={draft}
        onChange={onChange}
        onClose={() => setMapped(undefined)}
        faults={faults}
        readOnly={readOnly}
      />
      <Try opened={isTrying} onClose={() => setTrying(false)} draft={draft} onTried={setTried} />
    </div>
  );
}

/** What the boxes say. Made anew only if one of them changes: rates stand on the edges. */
function useMarks(draft: Draft, faults: Record<string, string>, live: Live, tried: Tried | undefined) {
  const circuits = JSON.stringify([...live.flows].map(([id, one]) => [id, one.circuit]));
  // One way in tells the rate itself.
  const isCounted = draft.mode === "fan_out" && draft.sources.length > 1 && live.flows.size > 0;
  const accepted = isCounted ? live.accepted : undefined;
  return useMemo(
    () => marksOf(draft, faults, new Map(JSON.parse(circuits)), accepted, tried),
    [draft, faults, circuits, accepted, tried],
  );
}

function marksOf(
  draft: Draft,
  faults: Record<string, string>,
  circuits: ReadonlyMap<string, string>,
  accepted: number | undefined,
  tried: Tried | undefined,
): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  const mark = (id: string, more: Mark) => marks.set(id, { ...marks.get(id), ...more });
  for (const [at, one] of draft.pipelines.entries()) {
    const circuit = circuits.get(one.id ?? "");
    if (circuit) mark(`pipeline:${at}`, { circuit });
  }
  const [first] = draft.steps;
  const ofSteps = circuits.get("sequence");
  if (first && ofSteps) mark(`step:${first.name}`, { circuit: ofSteps });
  if (accepted !== undefined) mark("stream", { accepted });
  for (const [id, status] of tried ? triedMarks(tried) : []) mark(id, { tried: status });
  for (const [path, message] of Object.entries(faults)) {
    const id = nodeOfFault(path, draft);
    const former = marks.get(id)?.fault;
    mark(id, { fault: former ? `${former}; ${message}` : message });
  }
  return marks;
}
