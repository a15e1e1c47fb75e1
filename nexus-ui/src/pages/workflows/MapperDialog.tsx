/** The mapper over the whole page, on the draft as it is: what is drawn there needs no saving before. */
import { Button, Group, Modal, Text } from "@mantine/core";
import { lazy, Suspense, useMemo } from "react";
import { Loading } from "@/components/States";
import type { Rule } from "@/mapper/rules";
import { useConnectionId, useFields } from "../mapping/around";
import { changedPipeline, type Draft, documentOf, type Pipeline, type Workflow } from "./draft";
import classes from "./workflows.module.css";

const Mapper = lazy(() => import("@/mapper/Mapper"));

interface Props {
  /** Of the pipeline that is mapped; none while it is closed. */
  index: number | undefined;
  draft: Draft;
  onChange: (draft: Draft) => void;
  onClose: () => void;
  faults: Record<string, string>;
  readOnly: boolean;
}

export function MapperDialog({ index, draft, onClose, ...rest }: Props) {
  const pipeline = index === undefined ? undefined : draft.pipelines[index];
  return (
    <Modal
      opened={pipeline !== undefined}
      onClose={onClose}
      fullScreen
      title={
        <Text fw={600}>
          {pipeline?.name}: mapping to {pipeline?.target || pipeline?.destination}
        </Text>
      }
      classNames={{ body: classes.mapperBody, content: classes.mapperContent }}
    >
      {pipeline && index !== undefined && (
        <Drawn pipeline={pipeline} index={index} draft={draft} onClose={onClose} {...rest} />
      )}
    </Modal>
  );
}

function Drawn({
  pipeline,
  index,
  draft,
  onChange,
  onClose,
  faults,
  readOnly,
}: Props & { pipeline: Pipeline; index: number }) {
  const fields = useFields(draft as unknown as Workflow);
  const connectionId = useConnectionId(pipeline.destination);
  const context = useMemo(() => ({ definition: documentOf(draft), index }), [draft, index]);
  const { target: table, operation, key } = pipeline;
  const target = useMemo(
    () => ({ connectionId: connectionId ?? "", table, operation, key }),
    [connectionId, table, operation, key],
  );
  const errors = useMemo(
    () =>
      Object.entries(faults)
        .filter(([path]) => path.startsWith(`pipelines[${index}].mappings[`))
        .map(([path, message]) => ({ path, message })),
    [faults, index],
  );
  if (fields === undefined || connectionId === undefined) return <Loading rows={10} />;
  return (
    <>
      <div className={classes.mapper}>
        <Suspense fallback={<Loading rows={10} />}>
          <Mapper
            value={pipeline.mappings as unknown as Rule[]}
            onChange={(mappings) =>
              onChange(changedPipeline(draft, index, { mappings: mappings as unknown as Pipeline["mappings"] }))
            }
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
