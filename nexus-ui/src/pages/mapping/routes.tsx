import type { PageRoute } from "../registry";

export default [
  {
    path: "/workflows/$id/pipelines/$index/mapping",
    title: "Mapping",
    load: () => import("./MappingPage"),
  },
] satisfies PageRoute[];
