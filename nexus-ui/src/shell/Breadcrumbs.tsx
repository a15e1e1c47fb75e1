/** Where one is. A page names the thing that it shows by `useCrumb(name)`; `useCrumb(name, "/sources")` puts it there. */
import { Group, Text } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { Link, useMatch, useRouterState } from "@tanstack/react-router";
import { useEffect, useSyncExternalStore } from "react";
import { pageAt } from "@/pages/registry";

interface Named {
  path: string;
  name: string;
  under?: string;
}

let named: Named = { path: "", name: "" };
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Names the thing that the page shows: at its own address, which it keeps while the next page is being loaded. `under` is
 * the page that it belongs to, where the address says another one.
 */
export function useCrumb(name: string | undefined, under?: string): void {
  const path = useMatch({ strict: false, select: (match) => match.pathname });
  useEffect(() => {
    if (!name) return;
    named = { path, name, under };
    for (const one of listeners) one();
  }, [path, name, under]);
}

/** Returns the address of the page that one is on, or that what it shows belongs to. */
export function usePlace(): string {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const own = useSyncExternalStore(subscribe, () => named);
  return own.path === path ? (own.under ?? path) : path;
}

export function Breadcrumbs() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const own = useSyncExternalStore(subscribe, () => named);
  const parts = path.split("/").filter(Boolean);
  const trail = parts
    .map((_, i) => `/${parts.slice(0, i + 1).join("/")}`)
    .map((at) => ({ at, title: own.path === at ? own.name : pageAt(at)?.title }))
    .filter((one): one is { at: string; title: string } => one.title !== undefined);
  if (own.path === path && own.under)
    trail.splice(0, 1, { at: own.under, title: pageAt(own.under)?.title ?? trail[0]?.title ?? "" });
  if (trail.length === 0) trail.push({ at: "/", title: "Overview" });

  return (
    <Group component="nav" aria-label="Breadcrumbs" gap={6} wrap="nowrap" miw={0}>
      {trail.map((one, i) => (
        <Group key={one.at} gap={6} wrap="nowrap" miw={0}>
          {i > 0 && <IconChevronRight size={13} color="var(--mantine-color-dimmed)" aria-hidden />}
          {i < trail.length - 1 ? (
            <Text size="sm" c="dimmed">
              <Link to={one.at} className="nx-link">
                {one.title}
              </Link>
            </Text>
          ) : (
            <Text size="sm" fw={500} truncate aria-current="page">
              {one.title}
            </Text>
          )}
        </Group>
      ))}
    </Group>
  );
}
