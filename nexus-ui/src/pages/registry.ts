/**
 * The pages. Each folder of `src/pages` has a `routes.tsx` whose default export is its list; nothing else names them. What a
 * page shows is loaded when it is first opened.
 */
import type { IconProps } from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Right } from "@/auth/Can";

export type NavGroup = "" | "Build" | "Operate" | "Manage";

export interface PageRoute {
  /** Path with `$parameters`: `/applications/$id`. None of the API's: /api, /login, /ingress, /execute, /query, /metrics. */
  path: string;
  /** Its name in breadcrumbs, or what the parameter stands for. */
  title: string;
  load: () => Promise<{ default: ComponentType }>;
  /** Where it stands in the navigation and the palette, if it does. */
  nav?: { group: NavGroup; order: number; icon: ComponentType<IconProps>; needs?: Right };
  /** Further words by which the palette finds it. */
  keywords?: readonly string[];
}

const found = import.meta.glob<{ default: readonly PageRoute[] }>("./*/routes.tsx", { eager: true });

export const pages: readonly PageRoute[] = Object.values(found)
  .flatMap((one) => one.default)
  .sort((a, b) => (a.nav?.order ?? 1000) - (b.nav?.order ?? 1000));

export function pageAt(path: string): PageRoute | undefined {
  const parts = path.split("/").filter(Boolean);
  return pages.find((page) => {
    const wanted = page.path.split("/").filter(Boolean);
    return wanted.length === parts.length && wanted.every((one, i) => one.startsWith("$") || one === parts[i]);
  });
}
