import { createRequire } from "node:module";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";

// The package's own font under a name of our own: none of the machine's is needed, or used
GlobalFonts.registerFromPath(
  createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
  "Quality Sans",
);

export interface TextOptions {
  size?: number;
  color?: string;
  align?: CanvasTextAlign;
}

export function drawText(context: SKRSContext2D, text: string, x: number, y: number, options: TextOptions = {}): void {
  const { size = 14, color = "#1c1e21", align = "left" } = options;
  context.font = `${size}px "Quality Sans"`;
  context.fillStyle = color;
  context.textAlign = align;
  context.fillText(text, x, y);
}

/** Draws on white and writes a PNG into `out/`; returns its path. */
export function writePng(
  name: string,
  { width, height }: { width: number; height: number },
  draw: (context: SKRSContext2D) => void,
): string {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  draw(context);
  const path = fileURLToPath(new URL(`../../out/${name}`, import.meta.url));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, canvas.toBuffer("image/png"));
  return path;
}
