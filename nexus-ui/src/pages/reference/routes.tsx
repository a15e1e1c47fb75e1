import { IconApi } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/reference",
    title: "API documentation",
    // The nonce first: parts of the reference make styles as soon as they are loaded.
    load: () => import("./nonceOfStyles").then(() => import("./ReferencePage")),
    nav: { group: "Manage", order: 95, icon: IconApi },
    keywords: ["openapi", "swagger", "http", "rest", "try it", "endpoints"],
  },
] satisfies PageRoute[];
