/** The workspace that is looked at: remembered by this browser, for it is no secret. */
import { useSyncExternalStore } from "react";
import { type Me, useSession } from "./session";

const KEPT = "nexus-workspace";
const listeners = new Set<() => void>();

export type Membership = Me["memberships"][number];

export function chosenWorkspace(): string {
  return localStorage.getItem(KEPT) ?? "";
}

export function chooseWorkspace(id: string): void {
  localStorage.setItem(KEPT, id);
  for (const one of listeners) one();
}

/** Returns the membership that requests are made in; undefined for who is in no workspace. */
export function membershipOf(user: Me | null, chosen: string): Membership | undefined {
  return user?.memberships.find((one) => one.workspace_id === chosen) ?? user?.memberships[0];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useMembership(): Membership | undefined {
  const chosen = useSyncExternalStore(subscribe, chosenWorkspace);
  return membershipOf(useSession().user, chosen);
}
