import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { serve, type Serving } from "../engines/serve.ts";
import { folder, prefix, scriptless } from "./site.ts";

const types: Record<string, string> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".wasm": "application/wasm",
};

/** Serves the site in a folder, with types of files and no other header; its own page where there is none. */
export async function serveSite(): Promise<Serving> {
  const { origin, close } = await serve((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname)).replaceAll(
      "\\",
      "/",
    );
    const place = [prefix, scriptless].find((each) => path.startsWith(`/${each}`));
    const inside = place && path.slice(place.length + 1);
    if (place === scriptless) response.setHeader("Content-Security-Policy", "script-src 'none'");
    if (inside === undefined) return response.writeHead(404).end();
    const file = join(folder, inside === "" || inside.endsWith("/") ? `${inside}index.html` : inside);
    readFile(file).then(
      (bytes) => response.writeHead(200, { "Content-Type": types[extname(file)] ?? "text/plain" }).end(bytes),
      async () =>
        response.writeHead(404, { "Content-Type": "text/html" }).end(await readFile(join(folder, "404.html"))),
    );
  });
  return { origin: `${origin}${prefix}`, close };
}
