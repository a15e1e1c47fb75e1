/** What a new workflow may begin with: nothing, or a template; and what the template is to use. */
import { Anchor, Badge, Group, Radio, Select, SimpleGrid, Text } from "@mantine/core";
import { IconArrowRight, IconListNumbers, IconSitemap, IconTemplate } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Fragment, type ReactNode } from "react";
import type { Around } from "./around";
import type { Draft } from "./draft";
import { type Chosen, choicesOf, type Slot, type Template } from "./templates";
import classes from "./workflows.module.css";

/** What is begun with: an empty workflow of a mode, or a template. */
export type Beginning = { mode: Draft["mode"] } | { template: Template };

const EMPTY = [
  {
    mode: "fan_out",
    title: "To several places",
    about: "Each message goes to every destination, at the pace of each: one that is down holds up no other.",
    icon: <IconSitemap size={20} aria-hidden />,
  },
  {
    mode: "sequential",
    title: "Step by step",
    about: "Each message goes through steps, one after the other, with branches; what has been done is not done again.",
    icon: <IconListNumbers size={20} aria-hidden />,
  },
] as const;

interface Props {
  templates: readonly Template[];
  value: Beginning;
  onChange: (value: Beginning) => void;
}

export function Beginnings({ templates, value, onChange }: Props) {
  const cards: CardProps[] = [
    ...EMPTY.map(({ mode, ...one }) => ({ ...one, value: mode, way: [] })),
    ...templates.map(({ key, title, about, way }) => ({
      ...{ title, about, way, value: key },
      icon: <IconTemplate size={20} aria-hidden />,
    })),
  ];
  const choose = (key: string) => {
    const template = templates.find((one) => one.key === key);
    onChange(template ? { template } : { mode: key as Draft["mode"] });
  };
  return (
    <Radio.Group label="Begin with" value={"mode" in value ? value.mode : value.template.key} onChange={choose}>
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 3, md: 4 }} spacing="sm" mt="xs">
        {cards.map((one) => (
          <Card key={one.value} {...one} />
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}

interface CardProps {
  value: string;
  title: string;
  about: string;
  icon: ReactNode;
  way: readonly string[];
}

function Card({ value, title, about, icon, way }: CardProps) {
  return (
    <Radio.Card value={value} aria-label={title} className={classes.card}>
      <Group gap="xs" wrap="nowrap" mb={4}>
        {icon}
        <Text size="sm" fw={600}>
          {title}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        {about}
      </Text>
      {way.length > 0 && (
        <Group gap={4} mt="xs">
          {way.map((one, at) => (
            <Fragment key={one}>
              {at > 0 && <IconArrowRight size={12} color="var(--mantine-color-dimmed)" aria-hidden />}
              <Badge color="gray">{one}</Badge>
            </Fragment>
          ))}
        </Group>
      )}
    </Radio.Card>
  );
}

interface SlotsProps {
  template: Template;
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
  around: Around;
}

const MAKE: Record<Slot["kind"], { to: string; search: Record<string, string>; text: string }> = {
  application: { to: "/applications/new", search: {}, text: "Make a sender app" },
  source: { to: "/connections/new", search: { role: "source" }, text: "Make a source" },
  sink: { to: "/connections/new", search: { role: "sink" }, text: "Make a destination" },
};

/** What the template is to use. What is left open, one chooses in the picture. */
export function Slots({ template, chosen, onChange, around }: SlotsProps) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
      {template.slots.map((slot) => {
        const choices = choicesOf(slot, around);
        const { to, search, text } = MAKE[slot.kind];
        return (
          <div key={slot.key}>
            <Select
              label={slot.label}
              placeholder={choices.length > 0 ? "Choose one" : "There is none yet: it can be chosen later"}
              data={choices}
              value={chosen[slot.key] || null}
              disabled={choices.length === 0}
              clearable
              allowDeselect
              onChange={(name) => onChange({ ...chosen, [slot.key]: name ?? "" })}
            />
            {choices.length === 0 && (
              <Anchor size="xs" renderRoot={(props) => <Link to={to} search={search as never} {...props} />}>
                {text}
              </Anchor>
            )}
          </div>
        );
      })}
    </SimpleGrid>
  );
}
