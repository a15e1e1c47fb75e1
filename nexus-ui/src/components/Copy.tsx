/** Copying: a button, and texts that are meant to be copied. */
import { ActionIcon, Box, CopyButton, Group, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import classes from "./Copy.module.css";

export function Copy({ value, label = "Copy" }: { value: string; label?: string }) {
  return (
    <CopyButton value={value} timeout={1600}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : label}>
          <ActionIcon aria-label={copied ? "Copied" : label} onClick={copy} color={copied ? "teal" : "gray"} size="sm">
            {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** An id or a key in one line, with its button. */
export function CopyText({ value, label }: { value: string; label?: string }) {
  return (
    <Group gap={4} wrap="nowrap" className={classes.line}>
      <Text span className="nx-mono" truncate="end" title={value}>
        {value}
      </Text>
      <Copy value={value} label={label} />
    </Group>
  );
}

export function CodeBlock({ code, label = "Copy the code" }: { code: string; label?: string }) {
  return (
    <Box className={classes.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who uses the keyboard must be able to scroll it */}
      <pre className={classes.code} tabIndex={0}>
        {code}
      </pre>
      <Box className={classes.button}>
        <Copy value={code} label={label} />
      </Box>
    </Box>
  );
}
