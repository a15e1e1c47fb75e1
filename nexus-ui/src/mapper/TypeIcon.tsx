/** What kind of value something is, as a sign. */
import {
  IconBinary,
  IconBraces,
  IconBrackets,
  IconCalendar,
  IconClock,
  IconDecimal,
  IconFingerprint,
  IconHash,
  IconLetterT,
  IconPointFilled,
  type IconProps,
  IconToggleLeft,
} from "@tabler/icons-react";
import type { ComponentType } from "react";

const ICONS: Record<string, ComponentType<IconProps>> = {
  string: IconLetterT,
  integer: IconHash,
  decimal: IconDecimal,
  float: IconDecimal,
  boolean: IconToggleLeft,
  date: IconCalendar,
  time: IconClock,
  timestamp: IconClock,
  json: IconBraces,
  object: IconBraces,
  array: IconBrackets,
  uuid: IconFingerprint,
  bytes: IconBinary,
};

export function TypeIcon({ type }: { type: string | undefined }) {
  const Icon = ICONS[type ?? ""] ?? IconPointFilled;
  return (
    <span role="img" aria-label={type || "any type"} title={type || "any type"} style={{ display: "inline-flex" }}>
      <Icon size={15} stroke={1.6} color="var(--mantine-color-dimmed)" />
    </span>
  );
}
