/** Beside the picture: all about what is chosen in it. */
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import type { Around } from "./around";
import type { Draft, Workflow } from "./draft";
import { changedPipeline, changedStep, movedStep } from "./draft";
import { edgeTitle, type Graph } from "./graph";
import { LastMessage } from "./LastMessage";
import type { Mapped } from "./MapperDialog";
import { PipelineForm } from "./PipelineForm";
import { SourceForm, subscriptionsOf } from "./SourceForm";
import { StepForm } from "./StepForm";
import { WholeForm } from "./WholeForm";
import classes from "./workflows.module.css";

export interface PanelProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
  chosen: string;
  onChoose: (id: string) => void;
  onRemove: (id: string) => void;
  around: Around;
  faults: Record<string, string>;
  readOnly: boolean;
  saved: Workflow | undefined;
  /** Opens the mapper. */
  onMap: (mapped: Mapped) => void;
  tried: Record<string, unknown>;
  graph: Graph;
  /** When something moved last, in milliseconds since 1970. */
  stirredAt: number;
}

export function Panel(props: PanelProps) {
  const { draft, chosen, onRemove, readOnly, tried } = props;
  const { title, body } = contentOf(props);
  const canGo = /^(source|pipeline|step):/.test(chosen);
  return (
    <aside className={classes.panel} aria-label={title} key={chosen}>
      <Stack gap="md">
        <Title order={2} fz="md">
          {title}
        </Title>
        {chosen in tried && <Tried value={tried[chosen]} />}
        {body}
        {canGo && !readOnly && (
          <Group>
            <Button
              variant="subtle"
              color="red"
              size="xs"
              leftSection={<IconTrash size={14} />}
              onClick={() => onRemove(chosen)}
            >
              Take out of {draft.name || "the workflow"}
            </Button>
          </Group>
        )}
      </Stack>
    </aside>
  );
}

function contentOf(props: PanelProps) {
  const { draft, onChange, chosen, onChoose, around, faults, readOnly, saved, onMap, graph, stirredAt } = props;
  const [kind, rest = ""] = chosen.split(/:(.*)/s);
  const at = Number(rest);
  const pipeline = draft.pipelines[at];
  const source = draft.sources[at];
  const step = draft.steps.findIndex((one) => one.name === rest);
  const stepNow = draft.steps[step];
  if (kind === "pipeline" && pipeline) {
    const view = saved?.pipelines.find((one) => one.id === pipeline.id);
    return {
      title: pipeline.name || "Pipeline",
      body: (
        <PipelineForm
          pipeline={pipeline}
          view={view}
          onChange={(changes) => onChange(changedPipeline(draft, at, changes))}
          around={around}
          faults={faults}
          place={`pipelines[${at}]`}
          readOnly={readOnly}
          onMap={() => onMap({ index: at, isStep: false })}
        />
      ),
    };
  }
  if (kind === "source" && source) {
    return {
      title: source.application ?? source.connection ?? "Source",
      body: (
        <SourceForm
          source={source}
          subscriptions={subscriptionsOf(around.connections.find((one) => one.name === source.connection)?.config)}
          onChange={(now) => onChange({ ...draft, sources: draft.sources.map((one, i) => (i === at ? now : one)) })}
          fault={faults[`sources[${at}].subscription`] ?? faults[`sources[${at}]`] ?? ""}
          readOnly={readOnly}
        />
      ),
    };
  }
  if (kind === "step" && stepNow) {
    return {
      title: stepNow.name,
      body: (
        <StepForm
          step={stepNow}
          names={draft.steps.map((one) => one.name)}
          onChange={(now) => {
            onChange(changedStep(draft, stepNow.name, now, around.branches));
            if (now.name !== stepNow.name) onChoose(`step:${now.name}`);
          }}
          onMove={(by) => onChange(movedStep(draft, stepNow.name, by))}
          around={around}
          faults={faults}
          place={`steps[${step}]`}
          readOnly={readOnly}
          onMap={() => onMap({ index: step, isStep: true })}
        />
      ),
    };
  }
  const edge = kind === "edge" ? graph.edges.find((one) => one.id === rest) : undefined;
  if (edge) {
    return {
      title: edgeTitle(edge, graph),
      body: <LastMessage edge={edge} saved={saved} stirredAt={stirredAt} />,
    };
  }
  return {
    title: "Workflow",
    body: <WholeForm draft={draft} onChange={onChange} faults={faults} readOnly={readOnly} />,
  };
}

function Tried({ value }: { value: unknown }) {
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed">
        With the sample
      </Text>
      <pre
        className="nx-mono"
        style={{ fontSize: 12, whiteSpace: "pre-wrap", margin: 0, maxHeight: 240, overflow: "auto" }}
      >
        {JSON.stringify(value, null, 2)}
      </pre>
    </div>
  );
}
