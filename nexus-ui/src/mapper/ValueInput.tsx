/** A value of any kind, typed in: text, a number with all its digits, true or false, null, JSON. */
import { Group, Input, Select, TextInput } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { parseExact } from "@/api/exact";
import { kindOfValue, shownValue, type ValueKind, valueFrom } from "./values";

const KINDS: { value: ValueKind; label: string }[] = [
  { value: "text", label: "Text" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "True/false" },
  { value: "null", label: "Null" },
  { value: "json", label: "JSON" },
];

const START: Record<ValueKind, unknown> = { text: "", number: 0, boolean: true, null: null, json: {} };

interface Props {
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
  description?: ReactNode;
  error?: ReactNode;
  readOnly?: boolean;
}

export function ValueInput({ label, value, onChange, description, error, readOnly }: Props) {
  const kind = kindOfValue(value);
  const own = shownValue(value);
  const [text, setText] = useState(own);
  const [isWrong, setWrong] = useState(false);
  useEffect(() => {
    setText(own);
    setWrong(false);
  }, [own]);

  const type = (typed: string) => {
    setText(typed);
    const found = valueFrom(typed, kind, parseExact);
    setWrong(found === undefined);
    if (found !== undefined) onChange(found);
  };
  const turn = (next: ValueKind) => {
    const found = next === "text" ? own : valueFrom(own, next, parseExact);
    onChange(found === undefined || kindOfValue(found) !== next ? START[next] : found);
  };
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      size="xs"
      description={description}
      error={isWrong ? "This is not JSON yet" : error}
    >
      <Group gap={6} wrap="nowrap" mt={2}>
        <Select
          size="xs"
          w={108}
          aria-label={`Kind of ${label.toLowerCase()}`}
          data={KINDS}
          value={kind}
          allowDeselect={false}
          readOnly={readOnly}
          onChange={(next) => turn((next ?? "text") as ValueKind)}
        />
        {kind === "boolean" ? (
          <Select
            size="xs"
            flex={1}
            aria-label={label}
            data={["true", "false"]}
            value={String(value)}
            allowDeselect={false}
            readOnly={readOnly}
            onChange={(next) => onChange(next === "true")}
          />
        ) : (
          <TextInput
            size="xs"
            flex={1}
            aria-label={label}
            classNames={{ input: "nx-mono" }}
            value={kind === "null" ? "" : text}
            disabled={kind === "null"}
            readOnly={readOnly}
            onChange={(event) => type(event.currentTarget.value)}
          />
        )}
      </Group>
    </Input.Wrapper>
  );
}
