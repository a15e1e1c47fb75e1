/** The life of a message to one destination, told as moments in their order. */
import type { Schemas } from "@/api/client";
import { duration } from "@/components/numbers";
import type { Tone } from "@/components/StatusBadge";

export type Delivery = Schemas["TracedDelivery"];

export interface Moment {
  key: string;
  title: string;
  tone: Tone;
  /** When; null for what is not over. */
  at: string | null;
  note?: string;
  /** What a destination or a step answered that it did not take. */
  fault?: string;
}

const OUTCOMES: Record<string, { title: string; tone: Tone }> = {
  delivered: { title: "Delivered", tone: "good" },
  filtered: { title: "Held back by the condition", tone: "idle" },
  retrying: { title: "Not taken, to be tried again", tone: "warn" },
  dead: { title: "Given to a person: a dead letter", tone: "bad" },
};

function attemptMoment(line: Schemas["LogLine"], isOnly: boolean): Moment {
  const { title, tone } = OUTCOMES[line.status] ?? { title: line.status, tone: "idle" };
  return {
    key: line.id,
    title: isOnly ? title : `Attempt ${line.attempt}: ${title.toLowerCase()}`,
    tone,
    at: line.finished_at,
    note: `took ${duration(line.duration_ms)}`,
    fault: line.reason || undefined,
  };
}

/** What is still to come, or has come after the last attempt. */
function ending(delivery: Delivery): Moment | null {
  const moment = (title: string, tone: Tone, note?: string): Moment => ({ key: "ending", title, tone, at: null, note });
  switch (delivery.stage) {
    case "waiting":
      return moment("Waits to be read", "info", "its pipeline has not come to it yet");
    case "in_work":
      return moment(
        "In work",
        "info",
        (delivery.handed_out ?? 1) > 1 ? `handed to a worker ${delivery.handed_out} times` : "a worker has it",
      );
    case "scheduled":
      return {
        ...moment(`Attempt ${delivery.next_attempt ?? ""} comes`, "warn"),
        at: delivery.due_at,
        fault: delivery.reason || undefined,
      };
    case "replayed":
      return moment("Replayed by a person", "info", "what became of it is not in the log yet");
    case "discarded":
      return moment("Discarded by a person", "idle");
    case "settled":
      return delivery.attempts.length ? null : moment("Settled", "idle", "the log does not go back that far");
    default:
      return null;
  }
}

export function storyOf(delivery: Delivery): Moment[] {
  const { attempts } = delivery;
  const first = attempts[0];
  const story: Moment[] = [];
  if (first) {
    story.push({
      key: "read",
      title: "Read by a worker",
      tone: "idle",
      at: first.started_at,
      note: delivery.waited_ms === null ? undefined : `after ${duration(delivery.waited_ms)}`,
    });
  }
  for (const [at, one] of attempts.entries()) {
    if (attempts[at - 1]?.status === "dead")
      story.push({ key: `replay ${one.id}`, title: "Replayed by a person", tone: "info", at: null });
    story.push(attemptMoment(one, one.attempt === 1 && attempts[at + 1]?.attempt !== 2));
  }
  const end = ending(delivery);
  return end ? [...story, end] : story;
}

const UNDER_WAY = new Set(["waiting", "in_work", "scheduled", "replayed"]);

/** Whether something is still to happen, so that one looks again. */
export function isUnderWay(message: Schemas["TracedMessage"]): boolean {
  return message.deliveries.some((one) => UNDER_WAY.has(one.stage));
}

/** How long after its acceptance something was: "+23 ms". */
export function offset(at: string | null, received: string): string {
  if (at === null) return "";
  const ms = Date.parse(at) - Date.parse(received);
  return ms < 0 ? "" : `+${ms < 10 ? `${ms} ms` : duration(ms)}`;
}
