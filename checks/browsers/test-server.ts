import { createServer as createViteServer } from "vite";
import { fileURLToPath } from "node:url";
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

/** Serves the sources and tests as modules, compiled one by one, and an empty page that can import them. */
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
  const start = (mode: Mode): Promise<Serving> =>
    serve((request, response) => {
      for (const [name, value] of Object.entries(modes[mode])) response.setHeader(name, value);
      if (request.url?.startsWith("/@vite/client")) {
        response.setHeader("Content-Type", "text/javascript");
        return response.end(reloadingClient);
      }
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
