import { browsers, launchBrowser, type BrowserKind } from "../engines/browsers.ts";
import { firstLine } from "../engines/run.ts";
import { serve, type Serving } from "../engines/serve.ts";
import { CannotRun, type ProgramResult, type Ran } from "./consumer.ts";

const TIMEOUT_MILLIS = 90_000;

const [chromium] = browsers;

/** Opens a page and waits for what its program puts into #result. */
export async function openPage(origin: string, kind: BrowserKind = chromium): Promise<Ran> {
  const launched = await launchBrowser(kind, TIMEOUT_MILLIS).catch((error: unknown) => {
    throw new CannotRun(`${kind.name}: ${firstLine(error)}`);
  });
  const said: string[] = [];
  try {
    const tab = await launched.browser.newPage();
    tab.on("pageerror", (error) => said.push(firstLine(error)));
    tab.on("console", (message) => message.type() === "error" && said.push(message.text()));
    await tab.goto(origin);
    for (const until = Date.now() + TIMEOUT_MILLIS; Date.now() < until;) {
      const text = (await tab.evaluate("document.querySelector('#result')?.textContent")) as string | undefined;
      if (text) {
        const result = JSON.parse(text) as ProgramResult & { error?: string };
        if (result.error) throw new Error([result.error, ...said].join("; "));
        // Where the browser's driver tells of workers, those that are there count
        if (kind === chromium) result.threads = Math.min(result.threads, 1 + tab.workers().length);
        return { where: launched.name, result };
      }
      if (said.length > 0 && until - Date.now() < TIMEOUT_MILLIS - 10_000) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the page has no result: ${said.join("; ") || "no answer in time"}`);
  } finally {
    await launched.close();
  }
}

/** The pages of another server, with headers of their own. */
export function serveThrough(origin: string, headers: Record<string, string>): Promise<Serving> {
  return serve((request, response) => {
    const { accept = "*/*" } = request.headers;
    fetch(new URL(request.url ?? "/", origin), { headers: { accept } }).then(
      async (answer) => {
        const type = answer.headers.get("content-type") ?? "text/plain";
        response
          .writeHead(answer.status, { "Content-Type": type, ...headers })
          .end(new Uint8Array(await answer.arrayBuffer()));
      },
      () => response.writeHead(502).end(),
    );
  });
}
