/** What the other end of a connection has: schemas, their tables, their fields. */
import { client, type Schemas } from "./client";
import { everyPage } from "./everything";

const LIMIT = 1000;

export function schemasOf(connection_id: string): Promise<string[]> {
  return everyPage(async (cursor) => {
    const params = { path: { connection_id }, query: { cursor, limit: LIMIT } };
    return (await client.GET("/api/v1/connections/{connection_id}/schemas", { params })).data;
  });
}

export function tablesOf(connection_id: string, schema: string): Promise<string[]> {
  return everyPage(async (cursor) => {
    const params = { path: { connection_id, schema }, query: { cursor, limit: LIMIT } };
    return (await client.GET("/api/v1/connections/{connection_id}/schemas/{schema}/tables", { params })).data;
  });
}

export function fieldsOf(connection_id: string, schema: string, table: string): Promise<Schemas["TableFieldView"][]> {
  return everyPage(async (cursor) => {
    const params = { path: { connection_id, schema, table }, query: { cursor, limit: LIMIT } };
    const path = "/api/v1/connections/{connection_id}/schemas/{schema}/tables/{table}/fields";
    return (await client.GET(path, { params })).data;
  });
}
