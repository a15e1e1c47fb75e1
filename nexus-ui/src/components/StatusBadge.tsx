/** A state in one word and one colour, the same on all pages. Never by colour alone. */
import { Badge, Tooltip } from "@mantine/core";

export type Tone = "good" | "warn" | "bad" | "info" | "idle";

const TONES: Record<string, Tone> = {
  delivered: "good",
  finished: "good",
  enabled: "good",
  ok: "good",
  closed: "good",
  online: "good",
  replayed: "good",
  connected: "good",
  running: "good",
  live: "good",
  retrying: "warn",
  probing: "warn",
  degraded: "warn",
  scheduled: "warn",
  broken: "warn",
  connecting: "warn",
  dead: "bad",
  failed: "bad",
  open: "bad",
  unavailable: "bad",
  quarantined: "bad",
  away: "bad",
  refused: "bad",
  waiting: "info",
  in_work: "info",
  accepted: "info",
  filtered: "idle",
  disabled: "idle",
  discarded: "idle",
  cancelled: "idle",
  offline: "idle",
  never: "idle",
};

export function toneOf(status: string): Tone {
  return TONES[status] ?? "idle";
}

interface Props {
  status: string;
  label?: string;
  tone?: Tone;
  hint?: string;
}

export function StatusBadge({ status, label, tone = toneOf(status), hint }: Props) {
  const text = label ?? status.replaceAll("_", " ");
  const badge = (
    <Badge
      size="md"
      leftSection={
        <span aria-hidden style={{ fontSize: 9 }}>
          ●
        </span>
      }
      styles={{ root: { background: `var(--nx-${tone}-soft)`, color: `var(--nx-${tone})` } }}
    >
      {text}
    </Badge>
  );
  return hint ? (
    <Tooltip label={hint} multiline maw={360}>
      {badge}
    </Tooltip>
  ) : (
    badge
  );
}
