/** What a workflow may name: sender apps, connections with their connectors, kinds of steps. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, type Schemas } from "@/api/client";
import { everyApplication, everyConnection } from "@/api/everything";
import { useMembership } from "@/auth/workspace";
import { type Connector, useConnectors } from "../connections/connectors";

export type StepType = Schemas["StepTypeView"];

export interface Around {
  /** Names of sender apps. */
  applications: readonly string[];
  senders: readonly Schemas["ApplicationView"][];
  connections: readonly Schemas["ConnectionView"][];
  connectors: ReadonlyMap<string, Connector>;
  stepTypes: ReadonlyMap<string, StepType>;
  connectorOf: (connection: string) => string;
  branches: (type: string) => readonly string[];
  /** Connections that can be written to, or received from. */
  able: (role: "sink" | "source") => readonly Schemas["ConnectionView"][];
  isLoading: boolean;
}

const NONE: readonly string[] = [];

export function useAround(): Around {
  const workspace = useMembership()?.workspace_id;
  const applications = useQuery({ queryKey: ["palette", "applications", workspace], queryFn: everyApplication });
  const connections = useQuery({ queryKey: ["palette", "connections", workspace], queryFn: everyConnection });
  const connectors = useConnectors();
  const types = api.useQuery("get", "/api/v1/step-types", {}, { staleTime: 30_000 });
  return useMemo(() => {
    const all = connections.data ?? [];
    const byName = new Map((connectors.data?.items ?? []).map((one) => [one.name, one]));
    const stepTypes = new Map((types.data?.items ?? []).map((one) => [one.name, one]));
    const of = new Map(all.map((one) => [one.name, one.connector]));
    return {
      applications: (applications.data ?? []).map((one) => one.name),
      senders: applications.data ?? [],
      connections: all,
      connectors: byName,
      stepTypes,
      connectorOf: (name) => of.get(name) ?? "",
      branches: (type) => stepTypes.get(type)?.branches ?? NONE,
      able: (role) => all.filter((one) => byName.get(one.connector)?.roles.includes(role)),
      isLoading: applications.isPending || connections.isPending || connectors.isPending || types.isPending,
    };
  }, [
    applications.data,
    connections.data,
    connectors.data,
    types.data,
    applications.isPending,
    connections.isPending,
    connectors.isPending,
    types.isPending,
  ]);
}
