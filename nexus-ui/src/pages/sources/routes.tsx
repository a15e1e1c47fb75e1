import { IconDatabaseImport } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/sources",
    title: "Sources",
    load: () => import("./SourcesPage"),
    nav: { group: "Build", order: 22, icon: IconDatabaseImport },
    keywords: ["mqtt", "broker", "subscriptions", "webhook", "files", "receive"],
  },
] satisfies PageRoute[];
