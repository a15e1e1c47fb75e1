/** Which message the mapping is tried on: one of the last, or one that is pasted. */
import { ActionIcon, Button, Group, Modal, Select, Stack, Text, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight, IconClipboardText, IconRefresh } from "@tabler/icons-react";
import { memo, useState } from "react";
import { parseExact } from "@/api/exact";
import { Code } from "@/components/editor/Code";
import classes from "./Mapper.module.css";
import type { Samples } from "./useSamples";

interface Props {
  samples: Samples;
  canReload: boolean;
}

export const SampleBar = memo(function SampleBar({ samples, canReload }: Props) {
  const [opened, { open, close }] = useDisclosure();
  const all = samples.samples;
  const at = all.findIndex((one) => one.key === samples.chosen?.key);
  const go = (by: number) => {
    const next = all[at + by];
    if (next) samples.choose(next.key);
  };
  return (
    <Group gap={4} wrap="nowrap" miw={0}>
      <Select
        size="xs"
        w={280}
        miw={0}
        aria-label="Sample"
        placeholder={samples.isLoading ? "Looking for messages…" : "No sample yet"}
        data={all.map((one) => ({ value: one.key, label: one.label }))}
        value={samples.chosen?.key ?? null}
        allowDeselect={false}
        onChange={(key) => key && samples.choose(key)}
      />
      <ActionIcon className={classes.quiet} aria-label="The sample before" disabled={at <= 0} onClick={() => go(-1)}>
        <IconChevronLeft size={16} />
      </ActionIcon>
      <ActionIcon
        className={classes.quiet}
        aria-label="The next sample"
        disabled={at < 0 || at >= all.length - 1}
        onClick={() => go(1)}
      >
        <IconChevronRight size={16} />
      </ActionIcon>
      {canReload && (
        <Tooltip label="Read the last messages again">
          <ActionIcon aria-label="Read the last messages again" onClick={samples.reload} loading={samples.isLoading}>
            <IconRefresh size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      <Button size="xs" variant="default" leftSection={<IconClipboardText size={14} />} onClick={open} flex="none">
        Paste a sample
      </Button>
      <Modal opened={opened} onClose={close} size="lg" title={<Text fw={600}>Paste a sample</Text>}>
        <Paste
          start={samples.chosen?.payload}
          use={(payload) => {
            samples.paste(payload);
            close();
          }}
        />
      </Modal>
    </Group>
  );
});

function faultOf(text: string): string | null {
  try {
    parseExact(text);
    return null;
  } catch {
    return "This is not JSON yet";
  }
}

function Paste({ start, use }: { start: unknown; use: (payload: unknown) => void }) {
  const [text, setText] = useState(() => JSON.stringify(start ?? {}, null, 2));
  const fault = faultOf(text);
  const submit = () => fault === null && use(parseExact(text));
  return (
    <Stack>
      <Code
        language="json"
        label="Sample as JSON"
        description="It is tried here, and stored nowhere."
        height="220px"
        value={text}
        onChange={setText}
        error={fault}
        onSubmit={submit}
      />
      <Group justify="flex-end">
        <Button disabled={fault !== null} onClick={submit}>
          Use it
        </Button>
      </Group>
    </Stack>
  );
}
