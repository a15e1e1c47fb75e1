/** What holds for all that a workflow delivers, in a word, and for each way out in a sentence. */
import type { Schemas } from "@/api/client";

type Summary = Schemas["WorkflowSummary"];
type Level = Schemas["Level"];

/** From the weakest on: a workflow promises what its weakest way out does. */
const WORDS: readonly [Level, string][] = [
  ["at_least_once", "at least once"],
  ["effectively_once", "effectively once"],
  ["exactly_once", "exactly once"],
];

export function guaranteeOf(workflow: Summary): { label: string; text: string } {
  if (workflow.mode === "sequential") {
    const text = "Every step runs at least once, with a key that is the same over all attempts.";
    return { label: "at least once", text };
  }
  const given = workflow.pipelines.filter((one) => one.enabled && one.guarantee);
  if (given.length === 0) return { label: "–", text: "It delivers to nobody yet." };
  const [, word] = WORDS.find(([level]) => given.some((one) => one.guarantee?.level === level)) ?? ["", "–"];
  const isOrdered = given.every((one) => one.guarantee?.ordered);
  const ways = given.map((one) => `${one.name}: ${one.guarantee?.text}`);
  return { label: isOrdered ? `${word}, in order` : word, text: ways.join("\n") };
}
