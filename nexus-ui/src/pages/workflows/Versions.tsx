/** What a workflow was: how each version differs from the one now, and the way back. */
import { Button, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { api, client, type Schemas } from "@/api/client";
import { parseExact } from "@/api/exact";
import { Can } from "@/auth/Can";
import { useMembership } from "@/auth/workspace";
import { type Column, DataTable, usePages } from "@/components/DataTable";
import { ask, tell } from "@/components/feedback";
import { Section } from "@/components/Page";
import { RelativeTime } from "@/components/RelativeTime";
import { Empty, Loaded } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import type { Workflow } from "./draft";

type Version = Schemas["VersionView"];

interface Props {
  workflow: Workflow;
  onRestored: (now: Workflow) => void;
  /** Something is not saved. */
  isChanged: boolean;
}

export function Versions({ workflow, onRestored, isChanged }: Props) {
  const workspace = useMembership()?.workspace_id;
  const [compared, setCompared] = useState<number | undefined>(undefined);
  const path = { workflow_id: workflow.id };
  const pages = usePages<Version>(
    ["get", "/api/v1/workflows/{workflow_id}/versions", workspace, workflow.id, workflow.version],
    (cursor, signal) =>
      client.GET("/api/v1/workflows/{workflow_id}/versions", {
        params: { path, query: { cursor, limit: 50 } },
        signal,
      }),
  );
  const restore = (number: number) =>
    ask({
      title: `Go back to version ${number}?`,
      children: isChanged
        ? "What you have changed and not saved is lost. The workflow as it is now stays among its versions."
        : "The workflow as it is now stays among its versions.",
      confirm: "Restore",
      act: async () => {
        const { data } = await client.POST("/api/v1/workflows/{workflow_id}/versions/{number}/restore", {
          params: { path: { ...path, number } },
          parseAs: "text",
        });
        tell(`${workflow.name} is again what it was in version ${number}`);
        onRestored(parseExact(data ?? "null") as Workflow);
      },
    });
  const columns: readonly Column<Version>[] = [
    {
      key: "number",
      title: "Version",
      render: (one) => (
        <Group gap="xs">
          <Text span size="sm" fw={500}>
            {one.number}
          </Text>
          {one.number === workflow.version && <StatusBadge status="running" label="now" />}
        </Group>
      ),
    },
    { key: "author", title: "By", render: (one) => one.author },
    {
      key: "note",
      title: "Note",
      render: (one) =>
        one.note || (
          <Text span c="dimmed" size="sm">
            none
          </Text>
        ),
    },
    { key: "when", title: "When", render: (one) => <RelativeTime at={one.saved_at} /> },
    {
      key: "act",
      title: "",
      align: "right",
      render: (one) =>
        one.number !== workflow.version && (
          <Group gap="xs" justify="flex-end" wrap="nowrap">
            <Button size="compact-xs" variant="default" onClick={() => setCompared(one.number)}>
              Compare
            </Button>
            <Can do="change">
              <Button size="compact-xs" variant="default" onClick={() => restore(one.number)}>
                Restore
              </Button>
            </Can>
          </Group>
        ),
    },
  ];
  return (
    <Section>
      <DataTable
        query={pages}
        columns={columns}
        rowKey={(one) => String(one.number)}
        label="Versions"
        empty={
          <Empty icon={IconHistory} title="No version yet">
            Each time that it is saved makes one.
          </Empty>
        }
      />
      <Modal
        opened={compared !== undefined}
        onClose={() => setCompared(undefined)}
        title={`Version ${compared} and now`}
        size="xl"
      >
        {compared !== undefined && <Differences workflow={workflow} earlier={compared} />}
      </Modal>
    </Section>
  );
}

function Differences({ workflow, earlier }: { workflow: Workflow; earlier: number }) {
  const found = api.useQuery("get", "/api/v1/workflows/{workflow_id}/versions/{earlier}/diff/{later}", {
    params: { path: { workflow_id: workflow.id, earlier, later: workflow.version } },
  });
  return (
    <Loaded query={found}>
      {({ changes }) =>
        changes.length === 0 ? (
          <Text size="sm">They say the same.</Text>
        ) : (
          <Stack>
            <Table aria-label="Differences" layout="fixed">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Where</Table.Th>
                  <Table.Th>In version {earlier}</Table.Th>
                  <Table.Th>Now</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {changes.map((one) => (
                  <Table.Tr key={one.path}>
                    <Table.Td className="nx-mono" style={{ wordBreak: "break-word" }}>
                      {one.path}
                    </Table.Td>
                    <Value value={one.before} />
                    <Value value={one.after} />
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Stack>
        )
      }
    </Loaded>
  );
}

function Value({ value }: { value: unknown }) {
  return (
    <Table.Td>
      {value == null ? (
        <Text span size="xs" c="dimmed">
          nothing
        </Text>
      ) : (
        <pre className="nx-mono" style={{ margin: 0, fontSize: 12, whiteSpace: "pre-wrap", wordBreak: "break-word" }}>
          {typeof value === "string" ? value : JSON.stringify(value, null, 2)}
        </pre>
      )}
    </Table.Td>
  );
}
