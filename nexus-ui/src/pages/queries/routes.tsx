import { IconDatabaseSearch } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/queries",
    title: "Queries",
    load: () => import("./QueriesPage"),
    nav: { group: "Build", order: 30, icon: IconDatabaseSearch },
    keywords: ["sql", "select", "endpoints", "read", "saved"],
  },
  { path: "/queries/new", title: "New", load: () => import("./NewQueryPage") },
  { path: "/queries/$id", title: "Query", load: () => import("./QueryPage") },
] satisfies PageRoute[];
