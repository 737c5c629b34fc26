import { readFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

/** What lets a page share memory with its workers. */
export const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** The Content-Security-Policy that is to be enough for the library. */
export const policy = { "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" };

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".map": "application/json",
  ".wasm": "application/wasm",
};

export interface Serving {
  origin: string;
  close(): void;
}

/** Serves this machine only, at a port of its own. */
export async function serve(listener: RequestListener): Promise<Serving> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}

/** A port that nothing listens at. */
export async function freePort(): Promise<number> {
  const { origin, close } = await serve(() => undefined);
  close();
  return Number(new URL(origin).port);
}

/** Serves the files of a folder, index.html for the folder itself, all with the same headers. */
export function serveFolder(folder: string, headers: Record<string, string>): Promise<Serving> {
  return serve((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    readFile(file).then(
      (bytes) =>
        response.writeHead(200, { "Content-Type": types[extname(file)] ?? "text/plain", ...headers }).end(bytes),
      () => response.writeHead(404, headers).end(),
    );
  });
}
