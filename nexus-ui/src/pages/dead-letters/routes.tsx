import { IconMailOff } from "@tabler/icons-react";
import type { PageRoute } from "../registry";

export default [
  {
    path: "/dead-letters",
    title: "Dead letters",
    load: () => import("./GroupsPage"),
    nav: { group: "Operate", order: 44, icon: IconMailOff },
    keywords: ["failed", "errors", "replay", "discard", "poison"],
  },
  { path: "/dead-letters/$id", title: "Dead letter", load: () => import("./LetterPage") },
] satisfies PageRoute[];
