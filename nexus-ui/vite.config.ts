import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** The API that `npm run dev` talks to. */
const api = process.env.NEXUS_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: {
      "@": fileURLToPath(new URL("./src", import.meta.url)),
      // A part of @rjsf/core that is for its own tests names this one; ours stands in its place.
      "@rjsf/validator-ajv8": fileURLToPath(new URL("./src/components/form/validator.ts", import.meta.url)),
    },
  },
  build: {
    outDir: "src/nexus_ui/static",
    emptyOutDir: true,
    target: "es2022",
    manifest: true,
    // A data: font or image is one more thing that a policy must permit; files are kept by browsers anyway.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { "/api": api, "/ingress": api } },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
    testTimeout: 20_000, // on a machine that is busy
    server: { deps: { inline: [/@rjsf\//] } }, // so that the alias above holds in it
    pool: "threads",
    maxWorkers: 2,
  },
});
