import { Button, Group, Modal, NumberInput, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, client, type Schemas } from "@/api/client";
import { faultsByPath } from "@/api/problem";
import { useCan } from "@/auth/Can";
import { refresh as refreshSession, useSession } from "@/auth/session";
import { ask, tell, tellFailure } from "@/components/feedback";
import { Section } from "@/components/Page";
import { Failed, Loaded } from "@/components/States";
import { useGuardedSave } from "@/components/useGuardedSave";

type Workspace = Schemas["WorkspaceView"];

export function Workspaces() {
  const owner = useCan("own");
  const [edited, setEdited] = useState<Workspace | "new" | null>(null);
  const found = api.useQuery("get", "/api/v1/workspaces", { params: { query: { limit: 1000 } } });
  return (
    <Section
      title="Workspaces"
      about="Rooms of their own: nothing in one is seen from another"
      actions={
        owner && (
          <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setEdited("new")}>
            New workspace
          </Button>
        )
      }
    >
      <Loaded query={found} rows={3}>
        {({ items }) =>
          items.map((one) => <Room key={one.id} workspace={one} onEdit={owner ? () => setEdited(one) : undefined} />)
        }
      </Loaded>
      {edited && <Edit key={edited === "new" ? "new" : edited.id} workspace={edited} onClose={() => setEdited(null)} />}
    </Section>
  );
}

function useMayManage(workspaceId: string): boolean {
  const user = useSession().user;
  return user?.owner || user?.memberships.find((one) => one.workspace_id === workspaceId)?.role === "admin" || false;
}

function Room({ workspace, onEdit }: { workspace: Workspace; onEdit?: () => void }) {
  const mayManage = useMayManage(workspace.id);
  return (
    <Stack gap="xs" py="md">
      <Group justify="space-between">
        <div>
          <Text fw={600} size="sm">
            {workspace.title || workspace.name}
          </Text>
          <Text size="xs" c="dimmed">
            {workspace.name} · share of a busy worker: {workspace.weight}
          </Text>
        </div>
        {onEdit && (
          <Button size="xs" variant="default" onClick={onEdit}>
            Edit
          </Button>
        )}
      </Group>
      {mayManage && <Members workspace={workspace} />}
    </Stack>
  );
}

function Members({ workspace }: { workspace: Workspace }) {
  const path = { workspace_id: workspace.id };
  const members = api.useQuery("get", "/api/v1/workspaces/{workspace_id}/members", {
    params: { path, query: { limit: 1000 } },
  });
  const [name, setName] = useState("");
  const [error, setError] = useState<unknown>(null);
  const put = async (username: string, role: string) => {
    setError(null);
    try {
      await client.PUT("/api/v1/workspaces/{workspace_id}/members/{username}", {
        params: { path: { ...path, username } },
        body: { role: role as "admin" | "user" },
      });
      setName("");
      await Promise.all([members.refetch(), refreshSession()]);
    } catch (problem) {
      setError(problem);
    }
  };
  const remove = (username: string) =>
    ask({
      title: `Take ${username} out of ${workspace.title || workspace.name}?`,
      children: "They see nothing of it from then on.",
      confirm: "Take out",
      act: async () => {
        await client.DELETE("/api/v1/workspaces/{workspace_id}/members/{username}", {
          params: { path: { ...path, username } },
        });
        await members.refetch();
      },
    });
  return (
    <Loaded query={members} rows={2}>
      {({ items }) => (
        <>
          <Table verticalSpacing={6}>
            <Table.Tbody>
              {items.map((one) => (
                <Table.Tr key={one.user_id}>
                  <Table.Td>{one.username}</Table.Td>
                  <Table.Td w={180}>
                    <Select
                      size="xs"
                      aria-label={`Role of ${one.username}`}
                      allowDeselect={false}
                      value={one.role}
                      data={[
                        { value: "user", label: "Reads" },
                        { value: "admin", label: "Administrator" },
                      ]}
                      onChange={(role) => role && void put(one.username, role)}
                    />
                  </Table.Td>
                  <Table.Td ta="right" w={110}>
                    <Button size="compact-xs" variant="subtle" color="red" onClick={() => remove(one.username)}>
                      Take out
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void put(name, "user");
            }}
          >
            <Group gap="xs">
              <TextInput
                size="xs"
                placeholder="User name"
                aria-label="User to add"
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button size="xs" variant="default" type="submit" disabled={name === ""}>
                Add a member
              </Button>
            </Group>
          </form>
          {error !== null && <Failed error={error} />}
        </>
      )}
    </Loaded>
  );
}

function Edit({ workspace, onClose }: { workspace: Workspace | "new"; onClose: () => void }) {
  const isNew = workspace === "new";
  const [draft, setDraft] = useState(
    isNew
      ? { name: "", title: "", weight: 1 }
      : { name: workspace.name, title: workspace.title, weight: workspace.weight },
  );
  const queries = useQueryClient();
  const path = { workspace_id: isNew ? "" : workspace.id };
  const done = async (text: string) => {
    tell(text);
    await refreshSession();
    await queries.invalidateQueries();
    onClose();
  };
  const { save, error, isSaving } = useGuardedSave<Workspace>({
    version: isNew ? 0 : workspace.version,
    save: async (header) =>
      isNew
        ? (await client.POST("/api/v1/workspaces", { body: draft })).data
        : (await client.PUT("/api/v1/workspaces/{workspace_id}", { params: { path, header }, body: draft })).data,
    current: async () =>
      isNew ? undefined : (await client.GET("/api/v1/workspaces/{workspace_id}", { params: { path } })).data,
    saved: (now) => void done(`${now.title || now.name} is saved`).catch(tellFailure),
    takeTheirs: onClose,
  });
  const faults = faultsByPath(error);
  const remove = () =>
    ask({
      title: `Delete the workspace ${draft.name}?`,
      children: "All that is in it is deleted with it. One that still holds workflows cannot be deleted.",
      confirm: "Delete",
      act: async () => {
        await client.DELETE("/api/v1/workspaces/{workspace_id}", { params: { path } });
        await done(`${draft.name} is deleted`);
      },
    });
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{isNew ? "New workspace" : draft.name}</Text>}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            description="In addresses and files."
            required
            value={draft.name}
            error={faults.name}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
          <TextInput
            label="Title"
            description="As people call it."
            value={draft.title}
            error={faults.title}
            onChange={(event) => setDraft({ ...draft, title: event.currentTarget.value })}
          />
          <NumberInput
            label="Share of a busy worker"
            min={1}
            value={draft.weight}
            error={faults.weight}
            onChange={(weight) => setDraft({ ...draft, weight: Number(weight) || 1 })}
          />
          {error !== null && <Failed error={error} />}
          <Group justify="space-between">
            {isNew || draft.name === "default" ? (
              <span />
            ) : (
              <Button variant="subtle" color="red" onClick={remove}>
                Delete
              </Button>
            )}
            <Button type="submit" loading={isSaving}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
