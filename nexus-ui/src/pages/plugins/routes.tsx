import { IconPuzzle } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/plugins",
    title: "Plugins",
    load: () => import("./PluginsPage"),
    nav: { group: "Manage", order: 70, icon: IconPuzzle },
    keywords: ["connectors", "installed", "quarantine", "versions"],
  },
] satisfies PageRoute[];
