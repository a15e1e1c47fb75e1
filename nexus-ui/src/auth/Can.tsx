/** What a person may do here; controls that one may not use are absent. */
import type { ReactNode } from "react";
import { useSession } from "./session";
import { useMembership } from "./workspace";

/** `change`: administrators of the workspace. `own`: owners of the installation. `audit`: either. */
export type Right = "change" | "own" | "audit";

export function useCan(right: Right): boolean {
  const owner = useSession().user?.owner ?? false;
  const admin = useMembership()?.role === "admin";
  if (right === "own") return owner;
  return right === "audit" ? owner || admin : admin;
}

export function Can({
  do: right,
  children,
  otherwise = null,
}: {
  do: Right;
  children: ReactNode;
  otherwise?: ReactNode;
}) {
  return useCan(right) ? children : otherwise;
}
