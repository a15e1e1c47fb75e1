import {
  Button,
  Divider,
  Drawer,
  Group,
  PasswordInput,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  TextInput,
} from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, client, type Schemas } from "@/api/client";
import { faultsByPath } from "@/api/problem";
import { useSession } from "@/auth/session";
import { ask, tell, tellFailure } from "@/components/feedback";
import { Failed, Loaded } from "@/components/States";
import { useGuardedSave } from "@/components/useGuardedSave";

type User = Schemas["UserView"];
type Roles = NonNullable<Schemas["UserDocument"]["roles"]>;

interface Draft {
  username: string;
  enabled: boolean;
  owner: boolean;
  roles: Roles;
}

export function UserDrawer({ user, onClose }: { user: User | "new"; onClose: () => void }) {
  const title = user === "new" ? "New user" : user.username;
  return (
    <Drawer opened onClose={onClose} title={<Text fw={600}>{title}</Text>}>
      {user === "new" ? <NewUser onClose={onClose} /> : <ExistingUser user={user} onClose={onClose} />}
    </Drawer>
  );
}

function Form({
  draft,
  onChange,
  faults,
}: {
  draft: Draft;
  onChange: (draft: Draft) => void;
  faults: Record<string, string>;
}) {
  const workspaces = api.useQuery("get", "/api/v1/workspaces", { params: { query: { limit: 1000 } } });
  const setRole = (name: string, role: string) => {
    const { [name]: _, ...others } = draft.roles;
    onChange({ ...draft, roles: role === "none" ? others : { ...others, [name]: role as "admin" | "user" } });
  };
  return (
    <>
      <TextInput
        label="User name"
        required
        value={draft.username}
        error={faults.username}
        onChange={(event) => onChange({ ...draft, username: event.currentTarget.value })}
      />
      <Switch
        label="Enabled"
        description="Who is disabled is out at once."
        checked={draft.enabled}
        onChange={(event) => onChange({ ...draft, enabled: event.currentTarget.checked })}
      />
      <Switch
        label="Owner"
        description="Manages users and workspaces."
        checked={draft.owner}
        onChange={(event) => onChange({ ...draft, owner: event.currentTarget.checked })}
      />
      <Divider label="Workspaces" labelPosition="left" />
      <Loaded query={workspaces} rows={2}>
        {({ items }) => (
          <Stack gap="xs">
            {items.map((one) => (
              <Group key={one.id} justify="space-between">
                <Text size="sm">{one.title || one.name}</Text>
                <SegmentedControl
                  size="xs"
                  aria-label={`Role in ${one.name}`}
                  value={draft.roles[one.name] ?? "none"}
                  data={[
                    { value: "none", label: "None" },
                    { value: "user", label: "Reads" },
                    { value: "admin", label: "Administrator" },
                  ]}
                  onChange={(role) => setRole(one.name, role)}
                />
              </Group>
            ))}
          </Stack>
        )}
      </Loaded>
    </>
  );
}

function NewUser({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState<Draft>({ username: "", enabled: true, owner: false, roles: {} });
  const [password, setPassword] = useState("");
  const [error, setError] = useState<unknown>(null);
  const queries = useQueryClient();
  const faults = faultsByPath(error);
  const create = async () => {
    setError(null);
    try {
      await client.POST("/api/v1/users", { body: { ...draft, password } });
      tell(`${draft.username} may sign in`, "With the password that you chose, and is then asked for another.");
      await queries.invalidateQueries();
      onClose();
    } catch (problem) {
      setError(problem);
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
        <Form draft={draft} onChange={setDraft} faults={faults} />
        <PasswordInput
          size="sm"
          label="First password"
          description="It is exchanged when they first sign in."
          required
          autoComplete="new-password"
          value={password}
          error={faults.password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {error !== null && <Failed error={error} />}
        <Group justify="flex-end">
          <Button type="submit">Add the user</Button>
        </Group>
      </Stack>
    </form>
  );
}

function ExistingUser({ user, onClose }: { user: User; onClose: () => void }) {
  const me = useSession().user;
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>({
    username: user.username,
    enabled: user.enabled,
    owner: user.owner,
    roles: user.roles,
  });
  const path = { user_id: user.id };
  const refresh = () => void queries.invalidateQueries();
  const { save, error, isSaving } = useGuardedSave<User>({
    version: user.version,
    save: async (header) =>
      (await client.PUT("/api/v1/users/{user_id}", { params: { path, header }, body: draft })).data,
    current: async () => (await client.GET("/api/v1/users/{user_id}", { params: { path } })).data,
    saved: (now) => {
      tell(`${now.username} is saved`);
      refresh();
      onClose();
    },
    takeTheirs: refresh,
  });
  const remove = () =>
    ask({
      title: `Delete ${user.username}?`,
      children: "They are signed out at once. What they did stays in the audit log.",
      confirm: "Delete",
      act: async () => {
        await client.DELETE("/api/v1/users/{user_id}", { params: { path } });
        tell(`${user.username} is deleted`);
        refresh();
        onClose();
      },
    });
  return (
    <Stack>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack>
          <Form draft={draft} onChange={setDraft} faults={faultsByPath(error)} />
          {error !== null && <Failed error={error} />}
          <Group justify="space-between">
            {me?.id === user.id ? (
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
      {me?.id !== user.id && <NewPassword user={user} />}
    </Stack>
  );
}

function NewPassword({ user }: { user: User }) {
  const [password, setPassword] = useState("");
  const [error, setError] = useState<unknown>(null);
  const set = async () => {
    setError(null);
    try {
      await client.PUT("/api/v1/users/{user_id}/password", {
        params: { path: { user_id: user.id } },
        body: { password },
      });
      tell(
        `${user.username} has a new password`,
        "All their sessions have ended; they are asked for one of their own.",
      );
      setPassword("");
    } catch (problem) {
      setError(problem);
      if (Object.keys(faultsByPath(problem)).length === 0) tellFailure(problem);
    }
  };
  return (
    <>
      <Divider label="Forgotten?" labelPosition="left" mt="md" />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void set();
        }}
      >
        <Group align="flex-end">
          <PasswordInput
            flex={1}
            size="sm"
            label="New password"
            autoComplete="new-password"
            value={password}
            error={faultsByPath(error).password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={password === ""}>
            Set it
          </Button>
        </Group>
      </form>
    </>
  );
}
