/** What a mapping stands between: the fields of the senders, and the connection that it goes to. */
import { useQuery } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Schemas } from "@/api/client";
import { everyApplication, everyConnection } from "@/api/everything";
import { ask } from "@/components/feedback";

type Workflow = Schemas["WorkflowView"];

/** The fields that the applications of a workflow name for their messages; undefined while they are asked for. */
export function useFields(workflow: Workflow): readonly Schemas["FieldDocument"][] | undefined {
  const names = workflow.sources.flatMap((one) => (one.application ? [one.application] : []));
  const { data, isLoading } = useQuery({
    queryKey: ["mapping-applications"],
    queryFn: everyApplication,
    enabled: names.length > 0,
    staleTime: 30_000,
  });
  const wanted = names.join("\n");
  return useMemo(() => {
    const mine = (data ?? []).filter((one) => wanted.split("\n").includes(one.name));
    const byName = new Map(mine.flatMap((one) => one.fields ?? []).map((field) => [field.name, field]));
    return isLoading ? undefined : [...byName.values()];
  }, [data, isLoading, wanted]);
}

/** Returns the id of a connection: empty if it is gone, undefined while it is asked for. */
export function useConnectionId(name: string): string | undefined {
  const { data, isLoading } = useQuery({
    queryKey: ["mapping-connections"],
    queryFn: everyConnection,
    staleTime: 30_000,
  });
  return isLoading ? undefined : (data?.find((one) => one.name === name)?.id ?? "");
}

/** Asks before a page is left on which something is not saved. */
export function useLeaving(isChanged: boolean): void {
  const stays = () =>
    new Promise<boolean>((resolve) => {
      ask({
        title: "Leave without saving?",
        children: "The mapping was changed, and the changes are not saved.",
        confirm: "Leave",
        act: () => resolve(false),
        closed: () => resolve(true),
      });
    });
  useBlocker({ enableBeforeUnload: isChanged, shouldBlockFn: () => (isChanged ? stays() : false) });
}
