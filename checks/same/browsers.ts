import { launchBrowser, type BrowserKind } from "../engines/browsers.ts";
import { isolation, policy, serveFolder, type Serving } from "../engines/serve.ts";
import { CELL_TIMEOUT_MILLIS, type Cell, type CellResult, type EngineSource, type RunningEngine } from "./engine.ts";

/**
 * A browser of this machine: pages that may share memory, one of them under the strictest policy, and one that may not,
 * where one thread gives the same bits.
 *
 * @param folder has index.html, cell.js and the library in a folder
 */
export function browser(kind: BrowserKind, folder: string): EngineSource {
  const start = async (): Promise<RunningEngine[]> => {
    const launched = await launchBrowser(kind, CELL_TIMEOUT_MILLIS);
    const servers: Serving[] = [];
    const runWith = async (headers: Record<string, string>): Promise<(cell: Cell) => Promise<CellResult>> => {
      const server = await serveFolder(folder, headers);
      servers.push(server);
      return async (cell) => {
        const tab = await launched.browser.newPage();
        try {
          await tab.goto(server.origin);
          const argument = JSON.stringify({ ...cell, library: "/library/index.js" });
          const script = `import("/cell.js").then(({ runCell }) => runCell(${argument})).then(JSON.stringify)`;
          return JSON.parse((await tab.evaluate(script)) as string) as CellResult;
        } finally {
          await tab.close();
        }
      };
    };
    const close = async (): Promise<void> => {
      await launched.close();
      for (const server of servers) server.close();
    };
    const [isolated, plain, policed] = [await runWith(isolation), await runWith({}), await runWith(policyToo)];
    return [
      { name: launched.name, run: isolated, close },
      {
        name: `${kind.name}, not isolated, asked for 4`,
        threads: [1],
        run: (cell) => plain({ ...cell, threads: 4, expectedThreads: 1 }),
      },
      { name: `${kind.name}, script-src 'self'`, threads: [4], run: policed },
    ];
  };
  return { name: kind.name, start };
}

const policyToo = { ...isolation, ...policy };
