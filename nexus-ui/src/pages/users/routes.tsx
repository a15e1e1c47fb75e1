import { IconUsers } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/users",
    title: "Users",
    load: () => import("./UsersPage"),
    nav: { group: "Manage", order: 80, icon: IconUsers, needs: "own" },
    keywords: ["people", "roles", "passwords", "owners"],
  },
] satisfies PageRoute[];
