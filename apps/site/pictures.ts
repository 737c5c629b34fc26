import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCanvas, loadImage } from "@napi-rs/canvas";

/** Pictures of more bytes are made smaller. */
const LARGE = 60_000;
const MOST_PIXELS = 900;
const QUALITY = 65;

/** Encodes the large pictures of a built site as WebP, and makes its pages and scripts name the new files. */
export async function shrinkPictures(folder: string): Promise<void> {
  const assets = join(folder, "assets");
  const renamed = new Map<string, string>();
  for (const name of readdirSync(assets)) {
    const path = join(assets, name);
    if (!/\.(png|jpg)$/.test(name) || statSync(path).size <= LARGE) continue;
    const picture = await loadImage(path);
    const scale = Math.min(1, MOST_PIXELS / picture.width);
    const canvas = createCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = name.replace(/\.\w+$/, ".webp");
    writeFileSync(join(assets, small), await canvas.encode("webp", QUALITY));
    rmSync(path);
    renamed.set(name, small);
  }
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/\.(html|js|css)$/.test(file)) continue;
    const text = readFileSync(join(folder, file), "utf8");
    let changed = text;
    for (const [name, small] of renamed) changed = changed.replaceAll(name, small);
    if (changed !== text) writeFileSync(join(folder, file), changed);
  }
}
