/** What is installed, by name. */
import { api, type Schemas } from "@/api/client";

export type Connector = Schemas["ConnectorView"];

export function useConnectors() {
  return api.useQuery("get", "/api/v1/connectors", {}, { staleTime: 30_000 });
}

export function useConnector(name: string | undefined): Connector | undefined {
  return useConnectors().data?.items.find((one) => one.name === name);
}

const ROLES: Record<string, string> = {
  sink: "Writes to",
  source: "Receives from",
  query: "Queries",
  browse: "Browses",
};

export function roleTitle(role: string): string {
  return ROLES[role] ?? role;
}

/** Whether a connection stands among the sources: it can do nothing else, or is told what to receive. */
export function isSource(connector: Connector | undefined, config: Record<string, unknown>): boolean {
  if (!connector?.roles.includes("source")) return false;
  const { subscriptions } = config;
  return !connector.roles.includes("sink") || (Array.isArray(subscriptions) && subscriptions.length > 0);
}
