import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.WATCHROOM_DEV_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    target: "es2022",
    // data: URLs would make fonts and images escape the content-hashed, long-cached files
    assetsInlineLimit: 0,
    // Which file needs which: the page's size is judged by it. It is set aside before the page is served.
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Without the names of all who share it, which stand in every import.
        chunkFileNames: ({ name }) =>
          name.startsWith("shared~") ? "assets/shared-[hash].js" : "assets/[name]-[hash].js",
        codeSplitting: {
          groups: [
            // What every page needs comes in one piece, not in some thirty.
            { name: "page", tags: ["$initial"], priority: 2 },
            // Below 1 kB a file costs more than it saves those who do not need it.
            { name: "shared", minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 1000 },
          ],
        },
      },
    },
  },
  server: {
    proxy: { "/api": server, "/openapi.json": server },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test-setup.ts"],
  },
});
