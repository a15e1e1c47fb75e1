/** A line of a card: what it is, what there is to say, and where a click leads. */
import { Text } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Tone } from "@/components/StatusBadge";
import classes from "./overview.module.css";

interface Props {
  icon: ReactNode;
  tone: Tone;
  title: ReactNode;
  note?: ReactNode;
  beside?: ReactNode;
  to?: string;
  search?: Record<string, string>;
}

export function Item({ icon, tone, title, note, beside, to, search }: Props) {
  const inside = (
    <>
      <span className={classes.icon} style={{ background: `var(--nx-${tone}-soft)`, color: `var(--nx-${tone})` }}>
        {icon}
      </span>
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm" fw={500}>
          {title}
        </Text>
        {note && (
          <Text component="div" size="xs" c="dimmed" lineClamp={2}>
            {note}
          </Text>
        )}
      </div>
      {beside}
      {to && <IconChevronRight size={16} color="var(--mantine-color-dimmed)" aria-hidden />}
    </>
  );
  return to ? (
    <Link to={to} search={search} className={classes.item}>
      {inside}
    </Link>
  ) : (
    <div className={classes.item}>{inside}</div>
  );
}
