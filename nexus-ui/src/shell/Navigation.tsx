import { Avatar, Menu, ScrollArea, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconKey, IconLogout, IconSelector } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCan } from "@/auth/Can";
import { signOut, useSession } from "@/auth/session";
import { chooseWorkspace, useMembership } from "@/auth/workspace";
import { tellFailure } from "@/components/feedback";
import { type NavGroup, type PageRoute, pages } from "@/pages/registry";
import { usePlace } from "./Breadcrumbs";
import classes from "./Shell.module.css";

const GROUPS: readonly NavGroup[] = ["", "Build", "Operate", "Manage"];

export function Navigation() {
  return (
    <>
      <Link to="/" className={classes.brand} aria-label="Nexus, overview">
        <img src="/favicon.svg" width={22} height={22} alt="" />
        Nexus
      </Link>
      <WorkspaceSwitcher />
      <ScrollArea flex={1} type="hover" component="nav" aria-label="Pages">
        {GROUPS.map((group) => (
          <Group key={group} group={group} />
        ))}
      </ScrollArea>
      <UserMenu />
    </>
  );
}

function Group({ group }: { group: NavGroup }) {
  const change = useCan("change");
  const own = useCan("own");
  const audit = useCan("audit");
  const rights = { change, own, audit };
  const shown = pages.filter((page) => page.nav?.group === group && (!page.nav.needs || rights[page.nav.needs]));
  if (shown.length === 0) return null;
  return (
    <div>
      {group && <div className={classes.group}>{group}</div>}
      {shown.map((page) => (
        <Entry key={page.path} page={page} />
      ))}
    </div>
  );
}

function Entry({ page }: { page: PageRoute }) {
  const path = usePlace();
  const isHere = page.path === "/" ? path === "/" : path === page.path || path.startsWith(`${page.path}/`);
  const Icon = page.nav?.icon;
  return (
    <Link
      to={page.path}
      activeOptions={{ exact: true }} // below it, this navigation says itself where one is
      className={classes.link}
      data-here={isHere || undefined}
      aria-current={isHere ? "page" : undefined}
    >
      {Icon && <Icon size={17} stroke={1.6} aria-hidden />}
      {page.title}
    </Link>
  );
}

function WorkspaceSwitcher() {
  const { user } = useSession();
  const here = useMembership();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const choose = (id: string) => {
    chooseWorkspace(id);
    queries.clear();
    void navigate({ to: "/" });
  };
  if (!user) return null;
  return (
    <Menu position="bottom-start" width={216}>
      <Menu.Target>
        <UnstyledButton className={classes.switcher}>
          <VisuallyHidden>Workspace</VisuallyHidden>
          <Avatar aria-hidden size={24} radius="sm" color="iris" name={here?.title || here?.workspace || "?"} />
          <Text size="sm" fw={500} truncate flex={1}>
            {here ? here.title || here.workspace : "No workspace"}
          </Text>
          <IconSelector size={14} color="var(--mantine-color-dimmed)" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Workspaces</Menu.Label>
        {user.memberships.map((one) => (
          <Menu.Item
            key={one.workspace_id}
            onClick={() => choose(one.workspace_id)}
            rightSection={one.workspace_id === here?.workspace_id ? <IconCheck size={14} /> : null}
          >
            {one.title || one.workspace}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function UserMenu() {
  const { user } = useSession();
  const role = useMembership()?.role;
  const queries = useQueryClient();
  const leave = () =>
    signOut()
      .then(() => queries.clear())
      .catch((error) => tellFailure(error, "You are still signed in"));
  return (
    <Menu position="top-start" width={216}>
      <Menu.Target>
        <UnstyledButton className={classes.switcher}>
          <VisuallyHidden>Your account</VisuallyHidden>
          <Avatar aria-hidden size={26} radius="xl" name={user?.username} color="gray" />
          <div style={{ minWidth: 0, flex: 1 }}>
            <Text size="sm" fw={500} truncate>
              {user?.username}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {user?.owner ? "Owner" : role === "admin" ? "Administrator" : "Reads only"}
            </Text>
          </div>
          <IconSelector size={14} color="var(--mantine-color-dimmed)" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/settings" leftSection={<IconKey size={15} />}>
          Change the password
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
