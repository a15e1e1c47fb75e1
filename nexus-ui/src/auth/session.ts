/**
 * Who is signed in. The access token is kept here, in memory, and nowhere else; the refresh token is a cookie that scripts
 * cannot read. A reload of the page asks for a new access token with it.
 */
import { useSyncExternalStore } from "react";
import { Problem } from "@/api/problem";
import type { components } from "@/api/schema";

export type Me = components["schemas"]["Me"];
type Access = components["schemas"]["Access"];

export interface Session {
  status: "unknown" | "out" | "in";
  user: Me | null;
}

let state: Session = { status: "unknown", user: null };
let token = "";
let expiresAt = 0;
const listeners = new Set<() => void>();

function become(next: Session): void {
  state = next;
  for (const one of listeners) one();
}

function take(access: Access): void {
  token = access.access_token;
  // A little early, so that no request is made with a token that ends on its way.
  expiresAt = Date.now() + Math.max(5, access.expires_in - 30) * 1000;
  become({ status: "in", user: access.user });
}

export function forget(): void {
  token = "";
  expiresAt = 0;
  become({ status: "out", user: null });
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: "same-origin", ...init });
  } catch {
    throw Problem.away();
  }
}

async function exchange(): Promise<string> {
  const response = await ask("/api/v1/auth/refresh", { method: "POST" });
  if (response.ok) {
    take((await response.json()) as Access);
    return token;
  }
  if (response.status === 401) {
    forget();
    return "";
  }
  throw await Problem.of(response);
}

let underway: Promise<string> | null = null;

/**
 * Exchanges the refresh token, once for all who ask at the same time. Tabs take turns: a refresh token that is used twice
 * counts as stolen, and ends the session.
 */
export function refresh(): Promise<string> {
  underway ??= (async () => {
    try {
      return navigator.locks ? await navigator.locks.request("nexus-refresh", exchange) : await exchange();
    } finally {
      underway = null;
    }
  })();
  return underway;
}

/** Returns an access token that is valid for a while, or "" if nobody is signed in. */
export async function accessToken(): Promise<string> {
  return token && Date.now() < expiresAt ? token : refresh();
}

async function enter(path: string, body: unknown, bearer = ""): Promise<void> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  const response = await ask(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw await Problem.of(response);
  take((await response.json()) as Access);
}

export function signIn(username: string, password: string): Promise<void> {
  return enter("/api/v1/login", { username, password });
}

export async function changePassword(password: string, newPassword: string): Promise<void> {
  return enter("/api/v1/auth/password", { password, new_password: newPassword }, await accessToken());
}

export async function signOut(): Promise<void> {
  await ask("/api/v1/auth/logout", { method: "POST" });
  forget();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): Session {
  return useSyncExternalStore(subscribe, () => state);
}

export function currentSession(): Session {
  return state;
}
