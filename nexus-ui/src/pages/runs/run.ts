/** One run, as the API tells it. Its numbers keep their digits. */
import { client, type Schemas } from "@/api/client";
import { parseExact } from "@/api/exact";

export type RunDetail = Schemas["RunDetailView"];

export async function runOf(run_id: string, workflow: string | undefined, signal: AbortSignal): Promise<RunDetail> {
  const params = { path: { run_id }, query: { workflow } };
  const { data } = await client.GET("/api/v1/runs/{run_id}", { params, parseAs: "text", signal });
  return parseExact(data ?? "null") as RunDetail;
}
