import { IconBuildingFactory2 } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/agents",
    title: "Agents",
    load: () => import("./AgentsPage"),
    nav: { group: "Operate", order: 50, icon: IconBuildingFactory2 },
    keywords: ["edge", "plant", "token", "queue", "offline"],
  },
] satisfies PageRoute[];
