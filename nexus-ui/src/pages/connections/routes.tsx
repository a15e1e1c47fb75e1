import { IconDatabaseExport } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/connections",
    title: "Destinations",
    load: () => import("./ConnectionsPage"),
    nav: { group: "Build", order: 20, icon: IconDatabaseExport },
    keywords: ["connections", "database", "rest", "sap", "warehouse"],
  },
  { path: "/connections/new", title: "New", load: () => import("./NewConnectionPage") },
  { path: "/connections/$id", title: "Connection", load: () => import("./ConnectionPage") },
] satisfies PageRoute[];
