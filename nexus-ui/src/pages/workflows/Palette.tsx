/** What may be put into the picture: dragged there, or added by a click or Enter. */
import { Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconApps, IconSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { ConnectorIcon } from "@/components/ConnectorIcon";
import { StepIcon } from "@/components/StepIcon";
import type { Around } from "./around";
import type { Draft } from "./draft";
import { DRAGGED } from "./dragged";
import classes from "./workflows.module.css";

interface Props {
  around: Around;
  mode: Draft["mode"];
  /** `application:shop`, `source:plc`, `destination:warehouse`, `step:rest_call`. */
  onAdd: (what: string) => void;
}

interface Item {
  what: string;
  title: string;
  icon: ReactNode;
}

export function Palette({ around, mode, onAdd }: Props) {
  const [sought, setSought] = useState("");
  const of = (role: "sink" | "source", kind: string): Item[] =>
    around.able(role).map((one) => {
      const connector = around.connectors.get(one.connector);
      return {
        what: `${kind}:${one.name}`,
        title: one.name,
        icon: (
          <ConnectorIcon
            name={one.connector}
            title={connector?.title ?? one.connector}
            icon={connector?.icon}
            size={20}
          />
        ),
      };
    });
  const groups: [string, Item[]][] = [
    [
      "Sender apps",
      around.applications.map((name) => ({
        what: `application:${name}`,
        title: name,
        icon: <IconApps size={18} aria-hidden />,
      })),
    ],
    ["Sources", of("source", "source")],
    mode === "fan_out"
      ? ["Destinations", of("sink", "destination")]
      : [
          "Steps",
          [...around.stepTypes.values()].map((one) => ({
            what: `step:${one.name}`,
            title: one.title,
            icon: <StepIcon type={one.name} title={one.title} size={20} />,
          })),
        ],
  ];
  const wanted = sought.trim().toLowerCase();
  return (
    <nav className={classes.palette} aria-label="What can be added">
      <TextInput
        size="xs"
        placeholder="Find"
        aria-label="Find something to add"
        leftSection={<IconSearch size={14} />}
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
        mb="sm"
      />
      <Stack gap="md">
        {groups.map(([title, items]) => (
          <Group
            key={title}
            title={title}
            items={items.filter((one) => one.title.toLowerCase().includes(wanted))}
            onAdd={onAdd}
          />
        ))}
      </Stack>
    </nav>
  );
}

function Group({ title, items, onAdd }: { title: string; items: readonly Item[]; onAdd: (what: string) => void }) {
  return (
    <section aria-label={title}>
      <Text size="xs" fw={600} c="dimmed" mb={4}>
        {title}
      </Text>
      {items.map((one) => (
        <UnstyledButton
          key={one.what}
          className={classes.item}
          draggable
          onDragStart={(event) => event.dataTransfer.setData(DRAGGED, one.what)}
          onClick={() => onAdd(one.what)}
        >
          {one.icon}
          <span>{one.title}</span>
        </UnstyledButton>
      ))}
      {items.length === 0 && (
        <Text size="xs" c="dimmed">
          none
        </Text>
      )}
    </section>
  );
}
