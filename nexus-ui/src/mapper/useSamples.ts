/** Messages to try a mapping on: the last ones of its application, pasted ones, and those that the caller has. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { client, type Schemas } from "@/api/client";
import { parseExact } from "@/api/exact";
import { exact } from "@/components/RelativeTime";
import { type Field, madeUp } from "./tree";

export interface Sample {
  key: string;
  label: string;
  payload: unknown;
  /** What is known of the message besides. */
  about?: About;
}

/** What rules see of a message besides its payload. */
export interface About {
  id: string;
  source: string;
  received_at: number;
  headers: Record<string, unknown>;
}

const SHOWN = 10;

/** Returns the payloads of the last messages that reached their end, newest first, as far as they are kept. */
export async function lastMessages(application: string): Promise<Sample[]> {
  const { data } = await client.GET("/api/v1/logs", { params: { query: { application, limit: 100 } } });
  const ids = [...new Set(data?.items.map((one) => one.message_id))].slice(0, SHOWN);
  const traces = await Promise.all(ids.map(traceOf));
  return traces.flatMap((one) => (one?.payload_retained ? [sampleOf(one, application)] : []));
}

function sampleOf(message: Schemas["TracedMessage"], application: string): Sample {
  const received = new Date(message.received_at);
  return {
    key: message.message_id,
    label: `${exact(received)} · ${application}`,
    payload: message.payload,
    about: {
      id: message.message_id,
      source: message.application_id,
      received_at: received.getTime(),
      headers: (message.headers ?? {}) as Record<string, unknown>,
    },
  };
}

async function traceOf(message_id: string): Promise<Schemas["TracedMessage"] | null> {
  try {
    const params = { path: { message_id } };
    const { data } = await client.GET("/api/v1/messages/{message_id}/trace", { params, parseAs: "text" });
    return parseExact(data ?? "null") as Schemas["TracedMessage"];
  } catch {
    return null; // forgotten meanwhile
  }
}

export interface Samples {
  samples: readonly Sample[];
  chosen: Sample | undefined;
  choose: (key: string) => void;
  paste: (payload: unknown) => void;
  reload: () => void;
  isLoading: boolean;
}

/** Returns what there is to try; without any message, one is made up from the fields. */
export function useSamples(
  given: readonly unknown[],
  fields: readonly Field[],
  applications: readonly string[],
): Samples {
  const [pasted, setPasted] = useState<readonly Sample[]>([]);
  const [wanted, setWanted] = useState("");
  const found = useQuery({
    queryKey: ["mapper-samples", ...applications],
    queryFn: async () => (await Promise.all(applications.map(lastMessages))).flat(),
    enabled: applications.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: false,
  });
  const samples = useMemo(() => {
    const own = given.map((payload, i) => ({ key: `given-${i}`, label: `Sample ${i + 1}`, payload }));
    const all = [...pasted, ...own, ...(found.data ?? [])];
    if (all.length > 0 || fields.length === 0) return all;
    return [{ key: "made-up", label: "Made up from the fields", payload: madeUp(fields) }];
  }, [given, pasted, found.data, fields]);
  const count = pasted.length + 1;
  const paste = useCallback(
    (payload: unknown) => {
      const key = `pasted-${count}`;
      setPasted((former) => [{ key, label: `Pasted ${count}`, payload }, ...former]);
      setWanted(key);
    },
    [count],
  );
  const { refetch, isFetching } = found;
  const reload = useCallback(() => {
    setWanted("");
    void refetch();
  }, [refetch]);
  return useMemo(() => {
    const chosen = samples.find((one) => one.key === wanted) ?? samples[0];
    return { samples, chosen, choose: setWanted, paste, reload, isLoading: isFetching };
  }, [samples, wanted, paste, reload, isFetching]);
}
