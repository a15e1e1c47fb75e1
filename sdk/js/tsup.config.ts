import { defineConfig } from "tsup";

const shared = { target: "es2022", clean: false, treeshake: true, silent: true } as const;

export default defineConfig([
  {
    ...shared,
    entry: { index: "src/index.ts", node: "src/node.ts" },
    format: ["esm", "cjs"],
    dts: true,
    splitting: true, // one class of each error, whichever file it is imported from
    platform: "neutral",
    external: [/^node:/],
  },
  {
    ...shared,
    // For a page without a bundler: <script type="module"> imports this one file.
    entry: { browser: "src/index.ts" },
    format: ["esm"],
    platform: "browser",
    minify: true,
  },
]);
