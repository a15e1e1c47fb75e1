/** An agent: made, changed, given a new token. A token is shown this once, with what to type to install the agent. */
import { Alert, Button, Divider, Drawer, Group, MultiSelect, Stack, Switch, Text, TextInput } from "@mantine/core";
import { IconRotate } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, type Schemas } from "@/api/client";
import { everyApplication } from "@/api/everything";
import { faultsByPath } from "@/api/problem";
import { Can, useCan } from "@/auth/Can";
import { useMembership } from "@/auth/workspace";
import { CodeTabs } from "@/components/CodeTabs";
import { CopyText } from "@/components/Copy";
import { ask, tell } from "@/components/feedback";
import { count } from "@/components/numbers";
import { RelativeTime } from "@/components/RelativeTime";
import { Failed } from "@/components/States";
import { useGuardedSave } from "@/components/useGuardedSave";
import { type Agent, installCommands } from "./standing";

type Document = Schemas["AgentDocument"];

interface Props {
  agent: Agent | "new";
  onClose: () => void;
}

export function AgentDrawer({ agent, onClose }: Props) {
  const [token, setToken] = useState<string | null>(null);
  const queries = useQueryClient();
  const name = agent === "new" ? "New agent" : agent.name;
  const close = () => {
    onClose();
    void queries.invalidateQueries();
  };
  return (
    <Drawer
      opened
      onClose={close}
      size={620}
      closeOnClickOutside={token === null}
      closeOnEscape={token === null}
      title={<Text fw={600}>{name}</Text>}
    >
      {token !== null ? (
        <Token token={token} onClose={close} />
      ) : agent === "new" ? (
        <NewAgent onMade={setToken} />
      ) : (
        <ExistingAgent agent={agent} onToken={setToken} onClose={close} />
      )}
    </Drawer>
  );
}

function Token({ token, onClose }: { token: string; onClose: () => void }) {
  const commands = installCommands(window.location.origin, token);
  return (
    <Stack>
      <Alert color="yellow" title="Shown this once">
        The token is stored in a form that cannot be shown again. If it is lost, give the agent a new one.
      </Alert>
      <div>
        <Text size="sm" fw={500}>
          Token
        </Text>
        <div data-testid="token">
          <CopyText value={token} label="Copy the token" />
        </div>
      </div>
      <Text size="sm" fw={500}>
        On the machine where it is to run
      </Text>
      <CodeTabs snippets={commands} />
      <Text size="xs" c="dimmed">
        It needs a way out to this address, and none in. As soon as it has looked in here, it is online in the list.
      </Text>
      <Group justify="flex-end">
        <Button onClick={onClose}>I have kept it</Button>
      </Group>
    </Stack>
  );
}

interface FormProps {
  value: Document;
  onChange: (value: Document) => void;
  error: unknown;
}

function Form({ value, onChange, error }: FormProps) {
  const readOnly = !useCan("change");
  const workspace = useMembership()?.workspace_id;
  const applications = useQuery({ queryKey: ["palette", "applications", workspace], queryFn: everyApplication });
  const faults = faultsByPath(error);
  return (
    <>
      <TextInput
        label="Name"
        placeholder="plant-hamburg"
        required
        readOnly={readOnly}
        value={value.name}
        error={faults.name}
        onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
      />
      <MultiSelect
        label="Takes messages of"
        description="Sender apps, with their own keys: they send to the agent as they would send here."
        placeholder={value.applications?.length ? undefined : "No sender app yet"}
        searchable
        readOnly={readOnly}
        data={(applications.data ?? []).map((one) => one.name)}
        value={[...(value.applications ?? [])]}
        error={Object.entries(faults).find(([path]) => path.startsWith("applications"))?.[1]}
        onChange={(names) => onChange({ ...value, applications: names })}
      />
      <Switch
        label="Enabled"
        description="The token of a disabled agent is not taken; what it has in its queue stays there."
        disabled={readOnly}
        checked={value.enabled ?? true}
        onChange={(event) => onChange({ ...value, enabled: event.currentTarget.checked })}
      />
      {error !== null && <Failed error={error} />}
    </>
  );
}

function NewAgent({ onMade }: { onMade: (token: string) => void }) {
  const [value, setValue] = useState<Document>({ name: "", enabled: true, applications: [] });
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const create = async () => {
    setBusy(true);
    setError(null);
    try {
      const { data } = await client.POST("/api/v1/agents", { body: value });
      if (data) onMade(data.token);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <Stack>
        <Form value={value} onChange={setValue} error={error} />
        <Group justify="flex-end">
          <Button type="submit" loading={isBusy}>
            Save and show the token
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ExistingProps {
  agent: Agent;
  onToken: (token: string) => void;
  onClose: () => void;
}

function ExistingAgent({ agent, onToken, onClose }: ExistingProps) {
  const [value, setValue] = useState<Document>({
    name: agent.name,
    enabled: agent.enabled,
    applications: agent.applications.map((one) => one.name),
  });
  const queries = useQueryClient();
  const path = { agent_id: agent.id };
  const { save, error, isSaving } = useGuardedSave<Agent>({
    version: agent.version,
    save: async (header) =>
      (await client.PUT("/api/v1/agents/{agent_id}", { params: { path, header }, body: value })).data,
    current: async () => (await client.GET("/api/v1/agents/{agent_id}", { params: { path } })).data,
    saved: (now) => {
      tell(`${now.name} is saved`);
      onClose();
    },
    takeTheirs: () => void queries.invalidateQueries(),
  });
  const rotate = () =>
    ask({
      title: `Give ${agent.name} a new token?`,
      children: "The former one ends at once: until the agent has the new one, it keeps what comes in its queue.",
      confirm: "Give it a new one",
      act: async () => {
        const { data } = await client.POST("/api/v1/agents/{agent_id}/rotate-token", { params: { path } });
        if (data) onToken(data.token);
      },
    });
  const remove = () =>
    ask({
      title: `Delete ${agent.name}?`,
      children: "Its token ends at once. What it has in its queue stays there, and is not forwarded.",
      confirm: "Delete",
      act: async () => {
        await client.DELETE("/api/v1/agents/{agent_id}", { params: { path } });
        tell(`${agent.name} is deleted`);
        onClose();
      },
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          Last seen <RelativeTime at={agent.last_seen_at} />
          {agent.queue_size !== null && `, with ${count(agent.queue_size)} in its queue`}.
        </Text>
        <Form value={value} onChange={setValue} error={error} />
        <Can do="change">
          <Group justify="space-between">
            <Button variant="subtle" color="red" onClick={remove}>
              Delete
            </Button>
            <Button type="submit" loading={isSaving}>
              Save
            </Button>
          </Group>
          <Divider />
          <Group justify="space-between">
            <Text size="sm" c="dimmed" maw={360}>
              A token that is lost, or may be known to others, is replaced.
            </Text>
            <Button variant="default" leftSection={<IconRotate size={15} />} onClick={rotate}>
              New token
            </Button>
          </Group>
        </Can>
      </Stack>
    </form>
  );
}
