import { IconLayoutDashboard } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/",
    title: "Overview",
    load: () => import("./OverviewPage"),
    nav: { group: "", order: 0, icon: IconLayoutDashboard },
    keywords: ["home", "metrics", "health"],
  },
] satisfies PageRoute[];
