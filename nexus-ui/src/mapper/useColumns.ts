/** The columns of a destination's table, where its connector can be browsed. */
import { useQuery } from "@tanstack/react-query";
import { fieldsOf, schemasOf, tablesOf } from "@/api/browse";
import { api, client } from "@/api/client";
import type { Column } from "./targets";

const FRESH = { staleTime: 60_000, retry: false, refetchOnWindowFocus: false };
const USUAL = ["public", "main", "dbo"];
const MOST_SCHEMAS = 20;

export interface Target {
  connectionId: string;
  /** Without it, `table` is looked for as the connector looks for it. */
  schema?: string;
  /** `table`, `schema.table`, or what else the pipeline's target says. */
  table?: string;
  operation: string;
  key: readonly string[];
}

export interface Columns {
  columns: Column[] | undefined;
  /** Whether the destination has columns to be asked for. */
  canBrowse: boolean;
  isLoading: boolean;
  error: unknown;
  reload: () => void;
}

/** Returns the ways in which a target may be a schema and a table; names themselves may hold dots. */
export function splits(target: string): { schema: string; table: string }[] {
  return [...target.matchAll(/\./g)]
    .map(({ index }) => ({ schema: target.slice(0, index), table: target.slice(index + 1) }))
    .filter((one) => one.schema && one.table);
}

/** Returns the schemas in the order in which a table without one is looked for. */
export function inOrder(schemas: readonly string[], own: string | undefined): string[] {
  const rank = (name: string) => (name === own ? 0 : USUAL.includes(name) ? 1 + USUAL.indexOf(name) : 9);
  return [...schemas].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_SCHEMAS);
}

async function ownSchema(connection_id: string): Promise<string | undefined> {
  const params = { path: { connection_id } };
  const { data } = await client.GET("/api/v1/connections/{connection_id}", { params });
  const config = (data?.config ?? {}) as Record<string, unknown>;
  const found = config.schema ?? config.database;
  return typeof found === "string" ? found : undefined;
}

/** Returns the columns of the table that a pipeline's target names, or null if there is none of that name. */
export async function columnsOf(connectionId: string, target: string): Promise<Column[] | null> {
  const [schemas, own] = await Promise.all([schemasOf(connectionId), ownSchema(connectionId)]);
  for (const schema of inOrder(schemas, own)) {
    if ((await tablesOf(connectionId, schema)).includes(target)) return fieldsOf(connectionId, schema, target);
  }
  for (const { schema, table } of splits(target)) {
    if (schemas.includes(schema) && (await tablesOf(connectionId, schema)).includes(table))
      return fieldsOf(connectionId, schema, table);
  }
  return null;
}

function useCanBrowse(connectionId: string): boolean | undefined {
  const connection = api.useQuery(
    "get",
    "/api/v1/connections/{connection_id}",
    { params: { path: { connection_id: connectionId } } },
    { ...FRESH, enabled: connectionId !== "" },
  );
  const connectors = api.useQuery("get", "/api/v1/connectors", {}, { staleTime: 30_000 });
  if (!connection.data || !connectors.data) return connection.error || connectors.error ? false : undefined;
  const found = connectors.data.items.find((one) => one.name === connection.data.connector);
  return found?.roles.includes("browse") ?? false;
}

export function useColumns({ connectionId, schema, table = "" }: Target): Columns {
  const canBrowse = useCanBrowse(connectionId);
  const isAsked = canBrowse === true && table !== "";
  const found = useQuery({
    queryKey: ["browse-target", connectionId, schema, table],
    queryFn: () => (schema === undefined ? columnsOf(connectionId, table) : fieldsOf(connectionId, schema, table)),
    enabled: isAsked,
    ...FRESH,
  });
  const isGone = found.data === null;
  return {
    columns: found.data ?? undefined,
    canBrowse: isAsked,
    isLoading: (canBrowse === undefined && connectionId !== "") || (isAsked && found.isPending),
    error: isGone ? new Error(`There is no table ${table} that the user of the connection sees.`) : found.error,
    reload: () => void found.refetch(),
  };
}
