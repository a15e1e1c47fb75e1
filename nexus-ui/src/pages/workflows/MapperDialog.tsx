/** The mapper over the whole page, on the draft as it is: what is drawn there needs no saving before. */
import { Button, Group, Modal, Text } from "@mantine/core";
import { lazy, Suspense, useMemo } from "react";
import { Loading } from "@/components/States";
import type { Rule } from "@/mapper/rules";
import type { Field } from "@/mapper/tree";
import { useConnectionId, useFields } from "../mapping/around";
import { changedPipeline, type Draft, documentOf, type Pipeline, type Workflow } from "./draft";
import classes from "./workflows.module.css";

const Mapper = lazy(() => import("@/mapper/Mapper"));

export interface Mapped {
  /** Of the pipeline, or of the step, in the draft. */
  index: number;
  isStep: boolean;
}

interface Props {
  /** What is mapped; nothing while it is closed. */
  mapped: Mapped | undefined;
  draft: Draft;
  onChange: (draft: Draft) => void;
  onClose: () => void;
  faults: Record<string, string>;
  readOnly: boolean;
}

/** Rules, and where they lead. */
interface Mapping {
  name: string;
  rules: Rule[];
  connection: string;
  table: string;
  operation: string;
  key: string[];
  put: (rules: Rule[]) => Draft;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Returns the mapping of a pipeline or a step. */
export function mappingOf(draft: Draft, { index, isStep }: Mapped): Mapping | undefined {
  const pipeline = isStep ? undefined : draft.pipelines[index];
  if (pipeline) {
    const { name, mappings, destination, target, operation, key } = pipeline;
    const put = (rules: Rule[]) =>
      changedPipeline(draft, index, { mappings: rules as unknown as Pipeline["mappings"] });
    return { name, rules: mappings as unknown as Rule[], connection: destination, table: target, operation, key, put };
  }
  const step = isStep ? draft.steps[index] : undefined;
  if (!step) return undefined;
  const put = (mappings: Rule[]) => ({
    ...draft,
    steps: draft.steps.map((one, at) => (at === index ? { ...one, mappings } : one)),
  });
  return {
    name: step.name,
    rules: (Array.isArray(step.mappings) ? step.mappings : []) as Rule[],
    connection: text(step.connection),
    table: text(step.target),
    operation: text(step.operation) || "insert",
    key: Array.isArray(step.key) ? step.key.map(String) : [],
    put,
  };
}

export function MapperDialog({ mapped, draft, onClose, ...rest }: Props) {
  const mapping = mapped && mappingOf(draft, mapped);
  const where = mapping?.table || mapping?.connection;
  return (
    <Modal
      opened={mapping !== undefined}
      onClose={onClose}
      fullScreen
      title={
        <Text fw={600}>
          {mapping?.name}: {where ? `mapping to ${where}` : "what it makes of a message"}
        </Text>
      }
      classNames={{ body: classes.mapperBody, content: classes.mapperContent }}
    >
      {mapped && mapping && <Drawn mapped={mapped} mapping={mapping} draft={draft} onClose={onClose} {...rest} />}
    </Modal>
  );
}

/** What a step may name besides the message: what the steps before it yield. */
function withSteps(fields: readonly Field[], draft: Draft, { index, isStep }: Mapped): readonly Field[] {
  if (!isStep) return fields;
  const before = draft.steps.slice(0, index).map((one): Field => ({ name: `steps.${one.name}`, type: "any" }));
  return [...fields, ...before];
}

function Drawn({
  mapped,
  mapping,
  draft,
  onChange,
  onClose,
  faults,
  readOnly,
}: Props & { mapped: Mapped; mapping: Mapping }) {
  const own = useFields(draft as unknown as Workflow);
  const fields = useMemo(() => own && withSteps(own, draft, mapped), [own, draft, mapped]);
  const connectionId = useConnectionId(mapping.connection);
  const { index, isStep } = mapped;
  const context = useMemo(() => ({ definition: documentOf(draft), index, isStep }), [draft, index, isStep]);
  const { table, operation, key } = mapping;
  const keys = key.join("\n");
  const target = useMemo(
    () => ({ connectionId: connectionId ?? "", table, operation, key: keys.split("\n").filter(Boolean) }),
    [connectionId, table, operation, keys],
  );
  const errors = useMemo(
    () =>
      Object.entries(faults)
        .filter(([path]) => path.startsWith(`${isStep ? "steps" : "pipelines"}[${index}].mappings[`))
        .map(([path, message]) => ({ path, message })),
    [faults, index, isStep],
  );
  if (fields === undefined || connectionId === undefined) return <Loading rows={10} />;
  return (
    <>
      <div className={classes.mapper}>
        <Suspense fallback={<Loading rows={10} />}>
          <Mapper
            value={mapping.rules}
            onChange={(rules) => onChange(mapping.put(rules))}
            sourceSchema={fields}
            target={target}
            context={context}
            readOnly={readOnly}
            errors={errors}
          />
        </Suspense>
      </div>
      <Group justify="flex-end" mt="sm">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </>
  );
}
