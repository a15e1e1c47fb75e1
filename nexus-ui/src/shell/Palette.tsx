/** ⌘K: goes to pages and things by name, and does what is done often. */
import "@mantine/spotlight/styles.css";
import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, type SpotlightActionGroupData, spotlight } from "@mantine/spotlight";
import {
  IconApps,
  IconBuildingFactory2,
  IconDatabaseSearch,
  IconGitBranch,
  IconLogout,
  IconMoon,
  IconPlug,
  IconPlus,
  IconPuzzle,
  IconSearch,
  IconSun,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useState } from "react";
import { everyAgent, everyApplication, everyConnection, everyQuery, everyWorkflow } from "@/api/everything";
import { useCan } from "@/auth/Can";
import { signOut } from "@/auth/session";
import { useMembership } from "@/auth/workspace";
import { useConnectors } from "@/pages/connections/connectors";
import { pages } from "@/pages/registry";

function useThings(): SpotlightActionGroupData {
  const navigate = useNavigate();
  const workspace = useMembership()?.workspace_id;
  const read = { staleTime: 30_000, enabled: workspace !== undefined };
  const workflows = useQuery({ queryKey: ["palette", "workflows", workspace], queryFn: everyWorkflow, ...read });
  const applications = useQuery({
    queryKey: ["palette", "applications", workspace],
    queryFn: everyApplication,
    ...read,
  });
  const connections = useQuery({ queryKey: ["palette", "connections", workspace], queryFn: everyConnection, ...read });
  const saved = useQuery({ queryKey: ["palette", "queries", workspace], queryFn: everyQuery, ...read });
  const agents = useQuery({ queryKey: ["palette", "agents", workspace], queryFn: everyAgent, ...read });
  const installed = useConnectors();
  const item = (kind: string, icon: typeof IconApps, at: string) => (one: { id: string; name: string }) => {
    const Icon = icon;
    return {
      id: `${kind} ${one.id}`,
      label: one.name,
      description: kind,
      leftSection: <Icon size={18} stroke={1.5} />,
      onClick: () => void navigate({ to: `${at}/${one.id}` }),
    };
  };
  // What is shown beside its list, by the address.
  const chosen =
    <T extends { name: string; title?: string }>(
      kind: string,
      Icon: typeof IconApps,
      to: string,
      parameter: string,
      of: (one: T) => string,
    ) =>
    (one: T) => ({
      id: `${kind} ${of(one)}`,
      label: one.title ?? one.name,
      description: kind,
      leftSection: <Icon size={18} stroke={1.5} />,
      onClick: () => void navigate({ to, search: { [parameter]: of(one) } as never }),
    });
  return {
    group: "Things",
    actions: [
      ...(workflows.data ?? []).map(item("Workflow", IconGitBranch, "/workflows")),
      ...(applications.data ?? []).map(item("Sender app", IconApps, "/applications")),
      ...(connections.data ?? []).map(item("Connection", IconPlug, "/connections")),
      ...(saved.data ?? []).map((one) =>
        item("Query", IconDatabaseSearch, "/queries")({ ...one, name: one.title || one.slug }),
      ),
      ...(agents.data ?? []).map(chosen("Agent", IconBuildingFactory2, "/agents", "agent", (one) => one.id)),
      ...(installed.data?.items ?? []).map(chosen("Plugin", IconPuzzle, "/plugins", "connector", (one) => one.name)),
    ],
  };
}

function usePlaces(): SpotlightActionGroupData {
  const navigate = useNavigate();
  const rights = { change: useCan("change"), own: useCan("own"), audit: useCan("audit") };
  return {
    group: "Go to",
    actions: pages
      .filter((page) => page.nav && (!page.nav.needs || rights[page.nav.needs]))
      .map((page) => {
        const Icon = page.nav?.icon;
        return {
          id: `page ${page.path}`,
          label: page.title,
          keywords: [...(page.keywords ?? [])],
          leftSection: Icon && <Icon size={18} stroke={1.5} />,
          onClick: () => void navigate({ to: page.path }),
        };
      }),
  };
}

function useDeeds(): SpotlightActionGroupData {
  const navigate = useNavigate();
  const mayChange = useCan("change");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const go = (to: string) => () => void navigate({ to });
  const make = [
    {
      id: "new application",
      label: "New sender app",
      leftSection: <IconPlus size={18} />,
      onClick: go("/applications/new"),
    },
    {
      id: "new connection",
      label: "New destination or source",
      leftSection: <IconPlus size={18} />,
      onClick: go("/connections/new"),
    },
    { id: "new workflow", label: "New workflow", leftSection: <IconPlus size={18} />, onClick: go("/workflows/new") },
    { id: "new query", label: "New query", leftSection: <IconPlus size={18} />, onClick: go("/queries/new") },
    {
      id: "new agent",
      label: "New agent",
      leftSection: <IconPlus size={18} />,
      onClick: () => void navigate({ to: "/agents", search: { agent: "new" } as never }),
    },
  ];
  return {
    group: "Do",
    actions: [
      ...(mayChange ? make : []),
      {
        id: "light",
        label: "Make it light",
        leftSection: <IconSun size={18} />,
        onClick: () => setColorScheme("light"),
      },
      { id: "dark", label: "Make it dark", leftSection: <IconMoon size={18} />, onClick: () => setColorScheme("dark") },
      {
        id: "system",
        label: "As the system has it: light or dark",
        keywords: colorScheme,
        onClick: () => setColorScheme("auto"),
      },
      { id: "sign out", label: "Sign out", leftSection: <IconLogout size={18} />, onClick: () => void signOut() },
    ],
  };
}

/** What looks like a message id is looked up as one. */
function useMessage(query: string): SpotlightActionGroupData {
  const navigate = useNavigate();
  const id = query.trim();
  if (!/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(id)) return { group: "Message", actions: [] };
  return {
    group: "Message",
    actions: [
      {
        id: `message ${id}`,
        label: `Trace of message ${id}`,
        keywords: id,
        onClick: () => void navigate({ to: `/messages/${id}` }),
      },
    ],
  };
}

/** What came after it was typed is not selected by itself; Enter means the first then, too. */
function chooseFirst(event: KeyboardEvent<HTMLInputElement>): void {
  const dialog = event.key === "Enter" ? event.currentTarget.closest("[role=dialog]") : null;
  if (dialog && !dialog.querySelector("[data-selected]"))
    dialog.querySelector<HTMLElement>(".mantine-Spotlight-action")?.click();
}

export default function Palette() {
  const [query, setQuery] = useState("");
  const groups = [useMessage(query), usePlaces(), useDeeds(), useThings()];
  // It is loaded by the first ⌘K, which came before it was there to open.
  useEffect(() => spotlight.open(), []);
  return (
    <Spotlight
      actions={groups.filter((one) => one.actions.length > 0)}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      limit={12}
      maxHeight={480}
      scrollable
      highlightQuery
      nothingFound="Nothing is called that"
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: "A page, a workflow, a message id, or what to do…",
        onKeyDown: chooseFirst,
      }}
    />
  );
}
