import { IconSitemap } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/workflows",
    title: "Workflows",
    load: () => import("./WorkflowsPage"),
    nav: { group: "Build", order: 10, icon: IconSitemap },
    keywords: ["pipelines", "flows", "steps", "editor", "canvas", "routes"],
  },
  { path: "/workflows/new", title: "New workflow", load: () => import("./NewWorkflowPage") },
  { path: "/workflows/$id", title: "Workflow", load: () => import("./WorkflowPage") },
] satisfies PageRoute[];
