/** A value as JSON, coloured; what is masked stands out. Long ones are cut in the view, not in the copy. */
import { Box, Text } from "@mantine/core";
import { Fragment, useMemo } from "react";
import { Copy } from "./Copy";
import classes from "./Json.module.css";
import { type Token, tokensOf } from "./jsonTokens";

const SHOWN = 60_000;

interface Props {
  value: unknown;
  /** What it is. */
  label: string;
  maxHeight?: number;
}

export function Json({ value, label, maxHeight = 320 }: Props) {
  const text = useMemo(() => JSON.stringify(value, null, 2) ?? "null", [value]);
  const tokens = useMemo(() => tokensOf(text.slice(0, SHOWN)), [text]);
  return (
    <Box className={classes.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who uses the keyboard must be able to scroll it */}
      <pre className={classes.code} tabIndex={0} title={label} style={{ maxHeight }}>
        {tokens.map((one, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have no other name
          <Fragment key={i}>{shown(one)}</Fragment>
        ))}
      </pre>
      {text.length > SHOWN && (
        <Text size="xs" c="dimmed" px="sm" pb="xs">
          The first {SHOWN.toLocaleString("en")} of {text.length.toLocaleString("en")} characters; the copy has all.
        </Text>
      )}
      <Box className={classes.button}>
        <Copy value={text} label={`Copy the ${label.toLowerCase()}`} />
      </Box>
    </Box>
  );
}

function shown({ kind, text }: Token) {
  return kind === "plain" ? text : <span className={classes[kind]}>{text}</span>;
}
