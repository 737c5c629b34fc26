import { browsers, launchBrowser, type BrowserKind } from "../engines/browsers.ts";
import { launchWebKit } from "./webkit.ts";

/** A browser as the tests need it. */
export interface TestBrowser {
  /** With its version. */
  name: string;
  /** Opens a page, gives the string that a script promises there, and closes it. */
  evaluateAt(url: string, script: string): Promise<string>;
  close(): Promise<void>;
}

export interface TestBrowserSource {
  name: string;
  /** Without it there is nothing to be missed. */
  optional: boolean;
  launch(): Promise<TestBrowser>;
}

/** A file's tests may take this long on a busy machine. */
export const FILE_TIMEOUT_MILLIS = 240_000;

export const testBrowsers: readonly TestBrowserSource[] = [
  ...browsers.map((kind) => ({ name: kind.name, optional: false, launch: () => launch(kind) })),
  { name: "WebKitGTK", optional: true, launch: launchWebKit },
];

async function launch(kind: BrowserKind): Promise<TestBrowser> {
  const { name, browser, close } = await launchBrowser(kind, FILE_TIMEOUT_MILLIS);
  return {
    ...{ name, close },
    async evaluateAt(url, script) {
      const tab = await browser.newPage();
      try {
        await tab.goto(url);
        return (await tab.evaluate(script)) as string;
      } finally {
        await tab.close();
      }
    },
  };
}
