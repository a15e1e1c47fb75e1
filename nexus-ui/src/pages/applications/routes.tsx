import { IconApps } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/applications",
    title: "Sender apps",
    load: () => import("./ApplicationsPage"),
    nav: { group: "Build", order: 24, icon: IconApps },
    keywords: ["applications", "api keys", "senders", "ingress"],
  },
  { path: "/applications/new", title: "New", load: () => import("./NewApplicationPage") },
  { path: "/applications/$id", title: "Sender app", load: () => import("./ApplicationPage") },
] satisfies PageRoute[];
