import type { Schemas } from "@/api/client";
import type { UrlState } from "@/components/useUrlState";

export type LetterStatus = Schemas["LetterStatus"];

export const STATUSES: { value: LetterStatus; label: string }[] = [
  { value: "waiting", label: "Waiting" },
  { value: "replayed", label: "Replayed" },
  { value: "discarded", label: "Discarded" },
];

/** Which letters are looked at: the URL says. */
export function statusOf(search: UrlState): LetterStatus {
  return STATUSES.find((one) => one.value === search.status)?.value ?? "waiting";
}
