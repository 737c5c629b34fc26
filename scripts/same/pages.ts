import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Pages by the headers they come with. */
const headers = {
  isolated: isolation,
  /** Memory cannot be shared. */
  plain: {},
  /** Memory can be shared, but workers cannot start from a Blob. */
  policy: { ...isolation, "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" },
} as const;

export type Page = keyof typeof headers;

/** Serves an empty page of each kind, the cell's program and the library, on this machine only. */
export async function servePages(library: URL): Promise<{ origin: string; close: () => void }> {
  const scripts = new Map([
    ["/cell.js", await readFile(new URL("cell.js", import.meta.url))],
    ["/library.js", await readFile(library)],
  ]);
  const server = createServer(({ url = "" }, response) => {
    const script = scripts.get(url);
    const page = url.slice(1);
    const type = script ? "text/javascript" : "text/html; charset=utf-8";
    if (script) response.writeHead(200, { "Content-Type": type }).end(script);
    else if (page in headers)
      response
        .writeHead(200, { "Content-Type": type, ...headers[page as Page] })
        .end("<!doctype html><title>same</title>");
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}
