/** Requests that are tried go out as those of all pages do, unless a person gave a token or a key of their own. */
import { accessToken, currentSession } from "@/auth/session";
import { chosenWorkspace, membershipOf } from "@/auth/workspace";

/** Whether a request says itself who sends it; a field for a token that is left empty says nothing. */
export function saysWho(headers: Headers): boolean {
  const authorization = headers.get("Authorization") ?? "";
  return headers.has("X-API-Key") || !/^(bearer)?\s*$/i.test(authorization);
}

export async function asWhoIsSignedIn({ request }: { request: Request }): Promise<void> {
  const { headers } = request;
  if (saysWho(headers)) return;
  headers.set("Authorization", `Bearer ${await accessToken()}`);
  const workspace = membershipOf(currentSession().user, chosenWorkspace());
  if (workspace && !headers.has("X-Workspace")) headers.set("X-Workspace", workspace.workspace_id);
}
