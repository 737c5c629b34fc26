import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** Where the page will be, with a slash at the end: sites that show a link's picture want its whole address. */
const address = process.env["PLAYGROUND_URL"] ?? "./";

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
  plugins: [
    {
      name: "whole-address-of-the-card",
      transformIndexHtml: (html) => html.replace('content="./card.jpg"', `content="${address}card.jpg"`),
    },
  ],
  worker: { format: "es" },
  build: {
    outDir: fileURLToPath(new URL("../../out/playground", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
  },
});
