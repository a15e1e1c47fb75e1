import { IconListSearch } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/logs",
    title: "Logs",
    load: () => import("./LogsPage"),
    nav: { group: "Operate", order: 40, icon: IconListSearch },
    keywords: ["messages", "deliveries", "tail", "live", "errors", "trace"],
  },
  { path: "/messages/$id", title: "Message", load: () => import("./MessagePage") },
] satisfies PageRoute[];
