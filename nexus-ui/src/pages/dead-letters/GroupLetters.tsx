/** The letters of a group: all of them, or chosen ones, are replayed or discarded. */
import { Button, Checkbox, Text } from "@mantine/core";
import { IconArrowLeft, IconRepeat, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, client, type Schemas } from "@/api/client";
import { Can, useCan } from "@/auth/Can";
import { useMembership } from "@/auth/workspace";
import { type Column, DataTable, usePages } from "@/components/DataTable";
import { plural } from "@/components/numbers";
import { Page, Section } from "@/components/Page";
import { RelativeTime } from "@/components/RelativeTime";
import { Empty } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { useUrlState } from "@/components/useUrlState";
import { type Act, ActDialog } from "./ActDialog";
import { justAfter } from "./acting";
import { statusOf } from "./status";

type Letter = Schemas["LetterView"];

export function GroupLetters() {
  const [search, change] = useUrlState();
  const workspace = useMembership()?.workspace_id;
  const mayChange = useCan("change");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [act, setAct] = useState<Act | null>(null);
  const status = statusOf(search);
  const which = { fingerprint: search.fingerprint, workflow: search.workflow, pipeline: search.pipeline };
  const groups = api.useQuery("get", "/api/v1/dead-letters/groups", { params: { query: { ...which, status } } });
  const group = groups.data?.items[0];
  const letters = usePages<Letter>(["dead-letters", workspace, which, status], (cursor, signal) =>
    client.GET("/api/v1/dead-letters", { params: { query: { ...which, status, cursor, limit: 100 } }, signal }),
  );
  const shown = letters.data ?? [];
  const mayAct = mayChange && status === "waiting";
  const ids = shown.filter((one) => chosen.has(one.id)).map((one) => one.id);
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const begin = (kind: Act["kind"]) => {
    if (ids.length > 0) setAct({ kind, ids, count: ids.length });
    else if (group) setAct({ kind, count: group.count, filter: { ...which, until: justAfter(group.last_at) } });
  };
  const close = () => {
    setAct(null);
    setChosen(new Set());
  };
  const whom = ids.length > 0 ? plural(ids.length, "chosen one") : "all";

  return (
    <Page
      title={group?.workflow ?? "Dead letters"}
      about={group && (group.pipeline_id === "sequence" ? "Sequence" : (group.pipeline ?? "A pipeline that is gone"))}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconArrowLeft size={15} />}
            onClick={() => change({ fingerprint: undefined, pipeline: undefined, workflow: undefined })}
          >
            All groups
          </Button>
          {group && status === "waiting" && (
            <Can do="change">
              <Button
                variant="default"
                color="red"
                leftSection={<IconTrash size={15} />}
                onClick={() => begin("discard")}
              >
                Discard {whom}
              </Button>
              <Button leftSection={<IconRepeat size={15} />} onClick={() => begin("replay")}>
                Replay {whom}
              </Button>
            </Can>
          )}
        </>
      }
    >
      <Section
        title={group ? plural(group.count, "dead letter") : undefined}
        about={group?.reason}
        actions={
          mayAct &&
          shown.length > 0 && (
            <Checkbox
              size="xs"
              label="Choose all that are shown"
              checked={ids.length === shown.length}
              indeterminate={ids.length > 0 && ids.length < shown.length}
              onChange={(event) => setChosen(new Set(event.currentTarget.checked ? shown.map((one) => one.id) : []))}
            />
          )
        }
      >
        <DataTable
          query={letters}
          columns={mayAct ? [choice(chosen, choose), ...COLUMNS] : COLUMNS}
          rowKey={(one) => one.id}
          label="Dead letters"
          onOpen={(one) => void navigate({ to: `/dead-letters/${one.id}` })}
          empty={<Empty title="No letter of this group is left">All have been replayed or discarded.</Empty>}
        />
      </Section>
      {act && <ActDialog act={act} onClose={close} onChanged={() => void queries.invalidateQueries()} />}
    </Page>
  );
}

function choice(chosen: ReadonlySet<string>, choose: (id: string, isChosen: boolean) => void): Column<Letter> {
  return {
    key: "choice",
    title: "",
    width: 48,
    render: (one) => (
      <Checkbox
        size="xs"
        aria-label={`Choose the letter of message ${one.message_id}`}
        checked={chosen.has(one.id)}
        onChange={(event) => choose(one.id, event.currentTarget.checked)}
      />
    ),
  };
}

const COLUMNS: readonly Column<Letter>[] = [
  {
    key: "message",
    title: "Message",
    width: 150,
    render: (one) => (
      <Text span className="nx-mono" title={one.message_id}>
        …{one.message_id.slice(-12)}
      </Text>
    ),
  },
  {
    key: "reason",
    title: "Reason",
    render: (one) => (
      <Text size="sm" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
        {one.reason}
      </Text>
    ),
  },
  { key: "application", title: "From", width: 130, render: (one) => one.application ?? "gone" },
  { key: "attempts", title: "Attempts", align: "right", width: 80, render: (one) => one.attempts },
  { key: "died", title: "Died", width: 120, render: (one) => <RelativeTime at={one.died_at} /> },
  {
    key: "status",
    title: "",
    width: 134,
    align: "right",
    render: (one) => (
      <>
        <StatusBadge status={one.status} tone={one.status === "waiting" ? "bad" : undefined} />
        {one.acted_by && (
          <Text size="xs" c="dimmed">
            by {one.acted_by}
          </Text>
        )}
      </>
    ),
  },
];
