/** The filters of the log, all of them in the URL. */
import { Chip, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { everyApplication, everyConnection, everyWorkflow } from "@/api/everything";
import { useMembership } from "@/auth/workspace";
import { useUrlState } from "@/components/useUrlState";
import { SPANS, STATUSES, statusesOf } from "./filter";
import classes from "./logs.module.css";

const BETWEEN = "between";

function useNames() {
  const workspace = useMembership()?.workspace_id;
  const read = { staleTime: 30_000 };
  const workflows = useQuery({ queryKey: ["palette", "workflows", workspace], queryFn: everyWorkflow, ...read });
  const applications = useQuery({
    queryKey: ["palette", "applications", workspace],
    queryFn: everyApplication,
    ...read,
  });
  const connections = useQuery({ queryKey: ["palette", "connections", workspace], queryFn: everyConnection, ...read });
  return {
    workflows: workflows.data ?? [],
    applications: applications.data ?? [],
    connections: connections.data ?? [],
  };
}

export function Filters() {
  const [search, change] = useUrlState();
  const { workflows, applications, connections } = useNames();
  const workflow = workflows.find((one) => one.id === search.workflow || one.name === search.workflow);
  const feeding = new Set(workflows.flatMap((one) => one.sources.map((source) => source.connection ?? "")));
  const sources = [
    {
      group: "Sender apps",
      items: applications.map((one) => ({ value: one.id, label: one.name })),
    },
    {
      group: "Sources",
      items: connections.filter((one) => feeding.has(one.name)).map((one) => ({ value: one.id, label: one.name })),
    },
  ].filter((one) => one.items.length > 0);

  return (
    <Group gap="xs" className={classes.filters} role="search" aria-label="Filters of the log">
      <Search />
      <Chip.Group
        multiple
        value={statusesOf(search.status)}
        onChange={(value) => change({ status: value.length ? value.join(",") : undefined })}
      >
        <Group gap={4}>
          {STATUSES.map((one) => (
            <Chip key={one} value={one} size="xs" variant="outline">
              {one}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Select
        aria-label="Workflow"
        placeholder="All workflows"
        size="xs"
        w={145}
        clearable
        searchable
        data={workflows.map((one) => ({ value: one.id, label: one.name }))}
        value={workflow?.id ?? null}
        onChange={(value) => change({ workflow: value ?? undefined, pipeline: undefined })}
      />
      {workflow && workflow.pipelines.length > 0 && (
        <Select
          aria-label="Pipeline"
          placeholder="All pipelines"
          size="xs"
          w={145}
          clearable
          searchable
          data={workflow.pipelines.map((one) => ({ value: one.id, label: one.name }))}
          value={search.pipeline ?? null}
          onChange={(value) => change({ pipeline: value ?? undefined })}
        />
      )}
      <Select
        aria-label="Sender app or source"
        placeholder="From anywhere"
        size="xs"
        w={135}
        clearable
        searchable
        data={sources}
        value={search.application ?? null}
        onChange={(value) => change({ application: value ?? undefined })}
      />
      <Time />
    </Group>
  );
}

function Search() {
  const [search, change] = useUrlState();
  const [text, setText] = useState(search.q ?? "");
  const [typed, setTyped] = useState(search.q);
  const commit = useDebouncedCallback((value: string) => {
    setTyped(value || undefined);
    change({ q: value });
  }, 300);
  // Someone went back, or took the filters away.
  useEffect(() => {
    if (search.q === typed) return;
    setTyped(search.q);
    setText(search.q ?? "");
  }, [search.q, typed]);
  return (
    <TextInput
      size="xs"
      w={200}
      aria-label="Text of the reason, or message id"
      placeholder="Reason, or message id"
      leftSection={<IconSearch size={14} />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        commit(event.currentTarget.value);
      }}
    />
  );
}

function Time() {
  const [search, change] = useUrlState();
  const [isBetween, setBetween] = useState(false);
  const between = isBetween || search.since !== undefined || search.until !== undefined;
  const choose = (value: string | null) => {
    setBetween(value === BETWEEN);
    change({ span: value && value !== BETWEEN ? value : undefined, since: undefined, until: undefined });
  };
  return (
    <>
      <Select
        aria-label="Time"
        placeholder="Any time"
        size="xs"
        w={130}
        clearable
        data={[
          ...Object.entries(SPANS).map(([value, { label }]) => ({ value, label })),
          { value: BETWEEN, label: "Between…" },
        ]}
        value={between ? BETWEEN : (search.span ?? null)}
        onChange={choose}
      />
      {between && (
        <>
          <TextInput
            size="xs"
            type="datetime-local"
            aria-label="From"
            value={search.since ?? ""}
            onChange={(event) => change({ since: event.currentTarget.value })}
          />
          <TextInput
            size="xs"
            type="datetime-local"
            aria-label="Until"
            value={search.until ?? ""}
            onChange={(event) => change({ until: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}
