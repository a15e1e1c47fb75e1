import { Badge, Button, Group, Text } from "@mantine/core";
import { IconPlus, IconUsers } from "@tabler/icons-react";
import { client, type Schemas } from "@/api/client";
import { useCan } from "@/auth/Can";
import { type Column, DataTable, usePages } from "@/components/DataTable";
import { Page, Section } from "@/components/Page";
import { RelativeTime } from "@/components/RelativeTime";
import { Empty } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { useUrlState } from "@/components/useUrlState";
import { UserDrawer } from "./UserDrawer";

type User = Schemas["UserView"];

const COLUMNS: readonly Column<User>[] = [
  {
    key: "username",
    title: "User name",
    sortBy: (one) => one.username,
    render: (one) => (
      <Text size="sm" fw={500}>
        {one.username}
      </Text>
    ),
  },
  {
    key: "state",
    title: "State",
    sortBy: (one) => Number(one.enabled),
    render: (one) => <StatusBadge status={one.enabled ? "enabled" : "disabled"} />,
  },
  {
    key: "roles",
    title: "May",
    render: (one) => (
      <Group gap={6}>
        {one.owner && <Badge color="iris">owner</Badge>}
        {Object.entries(one.roles).map(([workspace, role]) => (
          <Badge key={workspace} color="gray">
            {workspace}: {role === "admin" ? "administrator" : "reads"}
          </Badge>
        ))}
        {!one.owner && Object.keys(one.roles).length === 0 && (
          <Text size="sm" c="dimmed">
            nothing yet
          </Text>
        )}
      </Group>
    ),
  },
  {
    key: "login",
    title: "Last signed in",
    sortBy: (one) => one.last_login_at,
    render: (one) => <RelativeTime at={one.last_login_at} />,
  },
];

export default function UsersPage() {
  const mayManage = useCan("own");
  const [search, change] = useUrlState();
  const pages = usePages<User>(
    ["get", "/api/v1/users"],
    (cursor, signal) => client.GET("/api/v1/users", { params: { query: { cursor, limit: 200 } }, signal }),
    { enabled: mayManage },
  );
  if (!mayManage) {
    return (
      <Page title="Users">
        <Empty icon={IconUsers} title="Owners manage users">
          Ask an owner of this installation.
        </Empty>
      </Page>
    );
  }
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => change({ user: "new" })}>
      New user
    </Button>
  );
  const chosen = search.user === "new" ? "new" : pages.data?.find((one) => one.id === search.user);
  return (
    <Page
      title="Users"
      about="People of this installation. What one may do is said for each workspace; owners manage users and workspaces."
      actions={add}
    >
      <Section>
        <DataTable
          query={pages}
          columns={COLUMNS}
          rowKey={(one) => one.id}
          label="Users"
          empty={<Empty title="No user" action={add} />}
          onOpen={(one) => change({ user: one.id })}
        />
      </Section>
      {chosen && (
        <UserDrawer
          key={chosen === "new" ? "new" : `${chosen.id} ${chosen.version}`}
          user={chosen}
          onClose={() => change({ user: undefined })}
        />
      )}
    </Page>
  );
}
