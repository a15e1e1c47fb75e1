import { IconShieldCheck } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/audit",
    title: "Audit log",
    load: () => import("./AuditPage"),
    nav: { group: "Manage", order: 85, icon: IconShieldCheck, needs: "audit" },
    keywords: ["who did what", "history", "security", "verify"],
  },
] satisfies PageRoute[];
