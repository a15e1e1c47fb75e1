/** A run: its picture, its steps with what they got and gave; it can be ended, and run again from any step. */
import { Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconPlayerStop, IconRepeat, IconRoute } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, client } from "@/api/client";
import { Can } from "@/auth/Can";
import { useMembership } from "@/auth/workspace";
import { CopyText } from "@/components/Copy";
import { ask, tell } from "@/components/feedback";
import { Json } from "@/components/Json";
import { LinkButton } from "@/components/LinkButton";
import { Page, Section } from "@/components/Page";
import { RelativeTime } from "@/components/RelativeTime";
import { Empty, Loaded } from "@/components/States";
import { useUrlState } from "@/components/useUrlState";
import { useCrumb } from "@/shell/Breadcrumbs";
import type { Step } from "./graph";
import { Picture } from "./Picture";
import { Rerun } from "./Rerun";
import { RunStatus } from "./RunStatus";
import { type RunDetail, runOf } from "./run";
import { Steps } from "./Steps";
import { hasEnded, tookOf } from "./words";

const LOOK_AGAIN_MS = 2_000;

export default function RunPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const [search] = useUrlState();
  const workspace = useMembership()?.workspace_id;
  const found = useQuery({
    queryKey: ["get", "/api/v1/runs/{run_id}", workspace, id, search.workflow],
    queryFn: ({ signal }) => runOf(id, search.workflow, signal),
    refetchInterval: ({ state }) => (state.data && !hasEnded(state.data.run.status) ? LOOK_AGAIN_MS : false),
  });
  return (
    <Loaded query={found} rows={10}>
      {(detail) => <Shown key={detail.run.id} detail={detail} />}
    </Loaded>
  );
}

function Shown({ detail }: { detail: RunDetail }) {
  const { run } = detail;
  useCrumb(`Run …${run.id.slice(-12)}`);
  const queries = useQueryClient();
  const [open, setOpen] = useState<string | null>(
    () => detail.steps.find((one) => one.status === "failed")?.name ?? null,
  );
  const [isRerunning, setRerunning] = useState(false);
  const version = api.useQuery("get", "/api/v1/workflows/{workflow_id}/versions/{number}", {
    params: { path: { workflow_id: run.workflow, number: run.version } },
  });
  const definition = version.data?.definition;
  const steps = (definition?.steps ?? []) as Step[];
  const cancel = () =>
    ask({
      title: "End this run?",
      children: "One that waits ends at once; one that is under way before its next step that has an effect.",
      confirm: "End it",
      act: async () => {
        await client.POST("/api/v1/runs/{run_id}/cancel", {
          params: { path: { run_id: run.id }, query: { workflow: run.workflow } },
        });
        tell("The run is ended");
        await queries.invalidateQueries();
      },
    });

  return (
    <Page
      title={definition?.name ?? "Run"}
      beside={<RunStatus status={run.status} />}
      actions={
        <>
          <LinkButton to={`/messages/${run.id}`} variant="default" leftSection={<IconRoute size={15} />}>
            Its message
          </LinkButton>
          <Can do="change">
            {!hasEnded(run.status) && (
              <Button variant="default" color="red" leftSection={<IconPlayerStop size={15} />} onClick={cancel}>
                End it
              </Button>
            )}
            <Button leftSection={<IconRepeat size={15} />} onClick={() => setRerunning(true)}>
              Run again
            </Button>
          </Can>
        </>
      }
    >
      <Stack gap="lg">
        <Section>
          <SimpleGrid cols={{ base: 2, md: 5 }} py="sm">
            <Fact name="Began">
              <RelativeTime at={run.started_at} />
            </Fact>
            <Fact name="Took">{tookOf(run.duration_ms)}</Fact>
            <Fact name="Version of the workflow">{run.version}</Fact>
            <Fact name="Run">
              <CopyText value={run.id} label="Copy the id" />
            </Fact>
            {run.origin && (
              <Fact name="Repeats">
                <Link to={`/runs/${run.origin}`} search={{ workflow: run.workflow } as never}>
                  …{run.origin.slice(-12)}
                </Link>
              </Fact>
            )}
          </SimpleGrid>
          {run.reason && (
            <Text
              size="sm"
              pb="sm"
              c={run.status === "failed" ? "var(--nx-bad)" : undefined}
              style={{ overflowWrap: "anywhere" }}
            >
              {run.step && <b>{run.step}: </b>}
              {run.reason}
              {run.due_at && (
                <>
                  {" "}
                  It goes on <RelativeTime at={run.due_at} />.
                </>
              )}
            </Text>
          )}
        </Section>
        {steps.length > 0 && (
          <Section title="The way that it took">
            <Picture steps={steps} detail={detail} onChoose={setOpen} />
          </Section>
        )}
        <Section title="Steps" about="What each got, what it gave, and when, within the time of the run">
          {detail.steps.length > 0 ? (
            <Steps
              detail={detail}
              types={new Map(steps.map((one) => [one.name, one.type]))}
              open={open}
              onOpen={setOpen}
            />
          ) : (
            <Empty title="No step has run yet">This page looks again by itself.</Empty>
          )}
        </Section>
        <SimpleGrid cols={{ base: 1, md: detail.result === null ? 1 : 2 }} spacing="lg">
          <Section title="The message">
            <Framed>
              <Json value={detail.payload} label="Payload" />
            </Framed>
          </Section>
          {detail.result !== null && (
            <Section title="The result">
              <Framed>
                <Json value={detail.result} label="Result" />
              </Framed>
            </Section>
          )}
        </SimpleGrid>
      </Stack>
      {isRerunning && <Rerun detail={detail} steps={steps} onClose={() => setRerunning(false)} />}
    </Page>
  );
}

function Framed({ children }: { children: ReactNode }) {
  return <div style={{ padding: "12px 0" }}>{children}</div>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Group component="div" gap={4} fz="sm">
        {children}
      </Group>
    </div>
  );
}
