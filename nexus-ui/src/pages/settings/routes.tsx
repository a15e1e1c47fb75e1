import { IconSettings } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/settings",
    title: "Settings",
    load: () => import("./SettingsPage"),
    nav: { group: "Manage", order: 90, icon: IconSettings },
    keywords: ["password", "workspaces", "members", "encryption keys"],
  },
] satisfies PageRoute[];
