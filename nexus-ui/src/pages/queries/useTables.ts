/** Names of tables for completion, where the connection lets itself be browsed. */
import type { SQLNamespace } from "@codemirror/lang-sql";
import { useQuery } from "@tanstack/react-query";
import { client } from "@/api/client";
import { useConnector } from "../connections/connectors";
import type { Connection } from "./useConnections";

const MOST_SCHEMAS = 5;
const MOST_TABLES = 500;

async function tablesOf(connection_id: string, signal: AbortSignal): Promise<SQLNamespace> {
  const path = { connection_id };
  const query = { limit: MOST_TABLES };
  const { data: schemas } = await client.GET("/api/v1/connections/{connection_id}/schemas", {
    params: { path, query },
    signal,
  });
  const found: Record<string, SQLNamespace> = {};
  for (const schema of (schemas?.items ?? []).slice(0, MOST_SCHEMAS)) {
    const { data: tables } = await client.GET("/api/v1/connections/{connection_id}/schemas/{schema}/tables", {
      params: { path: { ...path, schema }, query },
      signal,
    });
    const names = Object.fromEntries((tables?.items ?? []).map((one) => [one, []]));
    Object.assign(found, names);
    if (schema) found[schema] = names;
  }
  return found;
}

export function useTables(connection: Connection | undefined): SQLNamespace | undefined {
  const mayBrowse = useConnector(connection?.connector)?.roles.includes("browse") ?? false;
  return useQuery({
    queryKey: ["browse", "names", connection?.id, connection?.version],
    queryFn: ({ signal }) => tablesOf(connection?.id ?? "", signal),
    enabled: mayBrowse && connection !== undefined && !connection.fault,
    staleTime: 60_000,
    retry: false,
  }).data;
}
