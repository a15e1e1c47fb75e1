/** The connections that can be asked. */
import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "@/api/client";
import { everyConnection } from "@/api/everything";
import { useMembership } from "@/auth/workspace";
import { useConnectors } from "../connections/connectors";

export type Connection = Schemas["ConnectionView"];

export function useConnections(): { all: readonly Connection[]; isLoading: boolean } {
  const workspace = useMembership()?.workspace_id;
  const connectors = useConnectors();
  const found = useQuery({ queryKey: ["palette", "connections", workspace], queryFn: everyConnection });
  const asked = new Set(
    (connectors.data?.items ?? []).filter((one) => one.roles.includes("query")).map((one) => one.name),
  );
  return {
    all: (found.data ?? []).filter((one) => asked.has(one.connector)),
    isLoading: found.isPending || connectors.isPending,
  };
}
