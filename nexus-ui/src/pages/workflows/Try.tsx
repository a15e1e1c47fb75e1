/** A sample on its way through a draft: nothing is delivered, and nothing outside is reached. */
import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client, type Schemas } from "@/api/client";
import { everyApplication } from "@/api/everything";
import { messageOf } from "@/api/problem";
import { useMembership } from "@/auth/workspace";
import { Code } from "@/components/editor/Code";
import type { Draft } from "./draft";
import { documentOf } from "./draft";

export interface Tried {
  /** Node -> what became of the sample there. */
  marks: [string, string][];
  /** Node -> what is shown about that. */
  details: Record<string, unknown>;
}

export function triedMarks(tried: Tried): [string, string][] {
  return tried.marks;
}

function read(found: Schemas["WorkflowPreview"]): Tried {
  const tried: Tried = { marks: [], details: {} };
  const sample = found.samples[0];
  for (const one of sample?.pipelines ?? []) {
    tried.marks.push([`pipeline:${one.index}`, one.status]);
    tried.details[`pipeline:${one.index}`] = one.error ? { error: one.error } : one.row;
  }
  for (const one of sample?.steps ?? []) {
    tried.marks.push([`step:${one.name}`, one.status]);
    tried.details[`step:${one.name}`] = one.error ? { error: one.error } : one.output;
  }
  return tried;
}

const USUAL: Record<string, unknown> = {
  integer: 1,
  decimal: 12.5,
  float: 12.5,
  boolean: true,
  date: "2026-01-31",
  timestamp: "2026-01-31T12:00:00Z",
  array: [],
  object: {},
};

/** Returns a message that has the fields of a sender's. */
function madeUp(fields: readonly Schemas["FieldDocument"][]): unknown {
  const made: Record<string, unknown> = {};
  for (const field of fields) {
    const path = field.name.split(".");
    let at = made;
    for (const part of path.slice(0, -1)) {
      const name = part.replace("[]", "");
      const inner = at[name] ?? {};
      at[name] = inner;
      at = inner as Record<string, unknown>;
    }
    const last = path.at(-1) ?? "";
    if (!last.includes("[]")) at[last] = USUAL[field.type ?? ""] ?? "text";
  }
  return made;
}

interface Props {
  opened: boolean;
  onClose: () => void;
  draft: Draft;
  onTried: (tried: Tried) => void;
}

export function Try({ opened, onClose, draft, onTried }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Try it with a sample" size="lg">
      <Asking draft={draft} onTried={onTried} onClose={onClose} />
    </Modal>
  );
}

function Asking({ draft, onTried, onClose }: Omit<Props, "opened">) {
  const workspace = useMembership()?.workspace_id;
  const { data } = useQuery({ queryKey: ["palette", "applications", workspace], queryFn: everyApplication });
  const senders = draft.sources.flatMap((one) => one.application ?? []);
  const sender = data?.find((one) => one.name === senders[0]);
  const [text, setText] = useState<string | undefined>(undefined);
  const [error, setError] = useState("");
  const [isAsking, setAsking] = useState(false);
  const shown = text ?? JSON.stringify(madeUp(sender?.fields ?? []), null, 2);
  const run = async () => {
    setAsking(true);
    setError("");
    try {
      // The text itself goes: no digit is lost on the way.
      const body = `{"definition": ${JSON.stringify(documentOf(draft))}, "samples": [${shown}]}`;
      JSON.parse(shown);
      const { data: found } = await client.POST("/api/v1/workflows/preview", {
        body: body as never,
        bodySerializer: (one: unknown) => one as string,
      });
      if (found) {
        onTried(read(found));
        onClose();
      }
    } catch (problem) {
      setError(problem instanceof SyntaxError ? `That is no JSON: ${problem.message}` : messageOf(problem));
    } finally {
      setAsking(false);
    }
  };
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        It goes through the workflow as it is drawn here. Nothing is delivered; steps that reach outside do not run.
      </Text>
      {senders.length > 1 && (
        <Select label="A message of" data={senders} value={senders[0]} readOnly onChange={() => setText(undefined)} />
      )}
      <Code
        label="The message"
        language="json"
        height="260px"
        value={shown}
        onChange={setText}
        onSubmit={() => void run()}
        error={error}
      />
      <Group justify="flex-end">
        <Button loading={isAsking} onClick={() => void run()}>
          Send it through
        </Button>
      </Group>
    </Stack>
  );
}
