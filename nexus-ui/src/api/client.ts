/**
 * The typed client of the management API. Requests carry the access token and the workspace; a token that has ended is
 * renewed once; every refusal is thrown as a `Problem`.
 *
 *     const agents = api.useQuery("get", "/api/v1/agents", { params: { query: { limit: 50 } } });
 *     const { data } = await client.POST("/api/v1/agents", { body });
 */
import createFetchClient from "openapi-fetch";
import createQueryHooks from "openapi-react-query";
import { accessToken, currentSession, forget, refresh } from "@/auth/session";
import { chosenWorkspace, membershipOf } from "@/auth/workspace";
import { Problem } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

function withWho(request: Request, token: string): Request {
  const copy = new Request(request);
  copy.headers.set("Authorization", `Bearer ${token}`);
  const workspace = membershipOf(currentSession().user, chosenWorkspace());
  // A header that is set already says more: the audit log of all workspaces is asked for without one.
  if (workspace && !copy.headers.has("X-Workspace")) copy.headers.set("X-Workspace", workspace.workspace_id);
  if (copy.headers.get("X-Workspace") === "*") copy.headers.delete("X-Workspace");
  return copy;
}

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw Problem.away();
  }
}

/** As `fetch`, by the person who is signed in; also for what the typed client cannot do, such as streams. */
export async function signedFetch(request: Request): Promise<Response> {
  const again = request.clone();
  let response = await send(withWho(request, await accessToken()));
  if (response.status === 401) {
    const token = await refresh();
    response = token ? await send(withWho(again, token)) : response;
    if (response.status === 401) forget();
  }
  if (!response.ok) throw await Problem.of(response);
  return response;
}

export const client = createFetchClient<paths>({ baseUrl: window.location.origin, fetch: signedFetch });

export const api = createQueryHooks(client);

/** The header that guards an edit: nothing is changed if someone else has changed it meanwhile. */
export function ifMatch(version: number): { "If-Match": string } {
  return { "If-Match": `"${version}"` };
}
