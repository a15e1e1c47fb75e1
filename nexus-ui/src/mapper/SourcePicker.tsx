/** Chooses by typing what a column gets: a field, a path, an expression, a constant, nothing. What dragging does, and more. */
import { Combobox, Group, Text, useCombobox } from "@mantine/core";
import { IconEqual, IconMathFunction, IconRoute, IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { parsePath } from "./paths";
import { TypeIcon } from "./TypeIcon";
import type { SourceTree } from "./tree";

const SHOWN = 60;

/** What was chosen; `path` only with a field. */
export type Choice =
  | { kind: "path"; path: string }
  | { kind: "expression" }
  | { kind: "constant" }
  | { kind: "nothing" };

interface Props {
  label: string;
  tree: SourceTree;
  isMapped: boolean;
  onChoose: (choice: Choice) => void;
  onClose: () => void;
  children: ReactNode;
}

const OTHERS = [
  { kind: "expression", text: "An expression", icon: IconMathFunction },
  { kind: "constant", text: "A constant", icon: IconEqual },
  { kind: "nothing", text: "Nothing", icon: IconX },
] as const;

export function SourcePicker({ label, tree, isMapped, onChoose, onClose, children }: Props) {
  const [search, setSearch] = useState("");
  const combobox = useCombobox({ defaultOpened: true, onDropdownClose: onClose });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => {
    const frame = requestAnimationFrame(() => combobox.focusSearchInput());
    return () => cancelAnimationFrame(frame);
  }, []);
  const wanted = search.trim();
  const found = useMemo(() => {
    const text = wanted.toLowerCase();
    return tree.nodes.filter((one) => one.path.toLowerCase().includes(text));
  }, [tree, wanted]);
  const isNew = wanted !== "" && !tree.byPath.has(wanted) && parsePath(wanted) !== null;

  const submit = (value: string) => {
    const [kind = "", path = ""] = value.split(/:(.*)/s);
    onChoose(kind === "path" ? { kind, path } : ({ kind } as Choice));
    combobox.closeDropdown();
  };
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={submit}
      position="bottom-start"
      width={340}
      shadow="md"
      withinPortal
      middlewares={{ flip: true, shift: true }}
    >
      <Combobox.Target targetType="button" withKeyboardNavigation={false}>
        {children}
      </Combobox.Target>
      {/* What is clicked in it is no click on the row that it belongs to. */}
      <Combobox.Dropdown onClick={(event) => event.stopPropagation()}>
        <Combobox.Search
          aria-label={label}
          placeholder="Find a field, or write a path"
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            combobox.updateSelectedOptionIndex();
          }}
          onKeyDown={(event) => event.stopPropagation()}
        />
        <Combobox.Options aria-label={label}>
          <div style={{ maxHeight: 260, overflowY: "auto" }}>
            {found.slice(0, SHOWN).map((one) => (
              <Combobox.Option key={one.path} value={`path:${one.path}`}>
                <Group gap={8} wrap="nowrap">
                  <TypeIcon type={one.type} />
                  <Text size="sm" className="nx-mono" truncate>
                    {one.path}
                  </Text>
                  {one.path === "$" && (
                    <Text size="xs" c="dimmed">
                      the whole payload
                    </Text>
                  )}
                </Group>
              </Combobox.Option>
            ))}
            {found.length > SHOWN && (
              <Text size="xs" c="dimmed" px="sm" py={4}>
                {found.length - SHOWN} more: type to find them
              </Text>
            )}
            {isNew && (
              <Combobox.Option value={`path:${wanted}`}>
                <Group gap={8} wrap="nowrap">
                  <IconRoute size={15} stroke={1.6} />
                  <Text size="sm">
                    The path <span className="nx-mono">{wanted}</span>
                  </Text>
                </Group>
              </Combobox.Option>
            )}
          </div>
          {wanted === "" && (
            <Combobox.Group label="Without a field">
              {OTHERS.filter((one) => isMapped || one.kind !== "nothing").map(({ kind, text, icon: Icon }) => (
                <Combobox.Option key={kind} value={kind}>
                  <Group gap={8}>
                    <Icon size={15} stroke={1.6} />
                    <Text size="sm">{text}</Text>
                  </Group>
                </Combobox.Option>
              ))}
            </Combobox.Group>
          )}
          {wanted !== "" && found.length === 0 && !isNew && <Combobox.Empty>No field is called so.</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
