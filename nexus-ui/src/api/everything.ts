/** Reads all pages of a list: for pickers and names, where there are hundreds at most. */
import { client, type Schemas } from "./client";

interface Page<T> {
  items: T[];
  next: string | null;
}

export async function everyPage<T>(ask: (cursor: string | undefined) => Promise<Page<T> | undefined>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(cursor);
    items.push(...(page?.items ?? []));
    cursor = page?.next ?? undefined;
  } while (cursor);
  return items;
}

export function everyConnection(): Promise<Schemas["ConnectionView"][]> {
  return everyPage(
    async (cursor) => (await client.GET("/api/v1/connections", { params: { query: { cursor, limit: 1000 } } })).data,
  );
}

export function everyApplication(): Promise<Schemas["ApplicationView"][]> {
  return everyPage(
    async (cursor) => (await client.GET("/api/v1/applications", { params: { query: { cursor, limit: 1000 } } })).data,
  );
}

export function everyWorkflow(): Promise<Schemas["WorkflowSummary"][]> {
  return everyPage(
    async (cursor) => (await client.GET("/api/v1/workflows", { params: { query: { cursor, limit: 1000 } } })).data,
  );
}

export function everyAgent(): Promise<Schemas["AgentView"][]> {
  return everyPage(
    async (cursor) => (await client.GET("/api/v1/agents", { params: { query: { cursor, limit: 1000 } } })).data,
  );
}

export function everyQuery(): Promise<Schemas["QueryView"][]> {
  return everyPage(
    async (cursor) => (await client.GET("/api/v1/queries", { params: { query: { cursor, limit: 1000 } } })).data,
  );
}
