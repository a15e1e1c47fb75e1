import { IconTimeline } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/runs",
    title: "Runs",
    load: () => import("./RunsPage"),
    nav: { group: "Operate", order: 42, icon: IconTimeline },
    keywords: ["sequential", "steps", "history", "executions", "cancel", "run again"],
  },
  { path: "/runs/$id", title: "Run", load: () => import("./RunPage") },
] satisfies PageRoute[];
