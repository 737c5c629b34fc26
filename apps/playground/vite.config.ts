import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./", // works in any folder of any server
  resolve: {
    alias: [
      { find: /^langevin$/, replacement: fileURLToPath(new URL("../../src/index.ts", import.meta.url)) },
      {
        find: /^langevin\/(metrics|toys)$/,
        replacement: fileURLToPath(new URL("../../src/$1/index.ts", import.meta.url)),
      },
      { find: /^csv-parse$/, replacement: "csv-parse/browser/esm" },
      { find: /^csv-parse\/sync$/, replacement: "csv-parse/browser/esm/sync" },
    ],
  },
  worker: { format: "es" },
  build: {
    outDir: fileURLToPath(new URL("../../out/playground", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
  },
});
