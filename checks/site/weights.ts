import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { attributes, folder, htmlPages, type Outcome } from "./site.ts";

const MOST_BYTES = 150_000;

/**
 * Bytes of each page: its HTML, scripts, styles and pictures, as a server without compression sends them. Its own are the files that no
 * other page loads at its start.
 */
export function checkWeights(): Outcome {
  const pages = htmlPages().map(({ path, html }) => {
    const here = new URL(path, "http://site/");
    const loaded = [...attributes(html, "(?:link|script|img)", "(?:href|src)")]
      .map((address) => decodeURI(new URL(address, here).pathname).slice(1))
      .filter((file) => existsSync(join(folder, file)) && file !== "card.png");
    return { path, files: [path, ...new Set(loaded)] };
  });
  const uses = new Map<string, number>();
  for (const { files } of pages) for (const file of files) uses.set(file, (uses.get(file) ?? 0) + 1);
  const size = (files: string[]): number => files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  const zipped = (files: string[]): number =>
    files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
  const weighed = pages
    .map(({ path, files }) => ({ path, own: files.filter((file) => uses.get(file) === 1), files }))
    .map((page) => ({ ...page, bytes: size(page.own) }))
    .sort((a, b) => b.bytes - a.bytes);
  for (const { path, bytes, own, files } of weighed.slice(0, 3))
    console.log(
      `${path}: ${kB(bytes)} of its own (${kB(zipped(own))} zipped), ${kB(size(files))} in all (${kB(zipped(files))} zipped)`,
    );
  const errors = weighed.filter(({ bytes }) => bytes > MOST_BYTES).map(({ path, bytes }) => `${path}: ${kB(bytes)}`);
  return { name: `each of ${pages.length} pages has at most 150 kB of its own`, errors };
}

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;
