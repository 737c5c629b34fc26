import { createServer as createViteServer } from "vite";
import { fileURLToPath } from "node:url";
import * as evaluation from "../../src/evaluation/index.ts";
import * as library from "../../src/index.ts";
import * as tables from "../../src/table/index.ts";
import { PATH_IN_PAGES, smallEvaluation } from "../../test/browsers/small-evaluation.ts";
import { isolation, serve, type Serving } from "../engines/serve.ts";

/** Pages by the headers they and all their scripts come with. */
const modes = { isolated: isolation, plain: {} } as const;
export type Mode = keyof typeof modes;

/** In place of Vite's, which connects to a server of changes that there is not. */
const reloadingClient = "export const injectQuery = (url) => url;";

export interface TestServer {
  origins: Record<Mode, string>;
  close(): Promise<void>;
}

/**
 * Serves the sources and tests as modules, compiled one by one, an empty page that can import them, and what Node answers to
 * questions of tests.
 */
export async function startTestServer(): Promise<TestServer> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const vite = await createViteServer({
    ...{ root, configFile: false, appType: "custom", logLevel: "error" },
    cacheDir: "node_modules/.cache/langevin-browsers",
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    // The program of consumers, on the sources
    resolve: { alias: { langevin: "/src/index.ts" } },
    // All of them before the first page: one found later would reload it
    optimizeDeps: { noDiscovery: true, include: ["vitest", "vitest/internal/browser", "fast-check"] },
  });
  const answer = await smallEvaluation({ ...library, ...tables, ...evaluation });
  const start = (mode: Mode): Promise<Serving> =>
    serve((request, response) => {
      for (const [name, value] of Object.entries(modes[mode])) response.setHeader(name, value);
      if (request.url?.startsWith("/@vite/client")) {
        response.setHeader("Content-Type", "text/javascript");
        return response.end(reloadingClient);
      }
      if (request.url === PATH_IN_PAGES) return response.end(answer);
      if (request.url !== "/") return vite.middlewares(request, response);
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end("<!doctype html><title>langevin's tests</title>");
    });
  const isolated = await start("isolated");
  const plain = await start("plain");
  return {
    origins: { isolated: isolated.origin, plain: plain.origin },
    async close() {
      isolated.close();
      plain.close();
      await vite.close();
    },
  };
}
