import { theme } from "./panels/surface.ts";

/** Hands a file to whoever is at the page. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const [WIDTH, GAP, TITLE] = [480, 24, 28];

/** The page's canvases with their titles, two in a row, as a PNG. */
export async function picture(panels: readonly [title: string, canvas: HTMLCanvasElement][], foot: string) {
  const { surface, text, quiet } = theme();
  const heights = panels.map(([, { width, height }]) => (WIDTH * height) / width);
  const rows = Array.from({ length: Math.ceil(panels.length / 2) }, (_, r) =>
    Math.max(...heights.slice(2 * r, 2 * r + 2)),
  );
  const canvas = document.createElement("canvas");
  const scale = 2;
  canvas.width = scale * (2 * WIDTH + 3 * GAP);
  canvas.height = scale * (rows.reduce((sum, height) => sum + height + TITLE + GAP, 0) + 2 * GAP);
  const context = canvas.getContext("2d")!;
  context.scale(scale, scale);
  context.fillStyle = surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  let top = GAP;
  panels.forEach(([title, panel], k) => {
    const left = GAP + (k % 2) * (WIDTH + GAP);
    context.fillStyle = text;
    context.font = "600 15px system-ui, sans-serif";
    context.fillText(title, left, top + 14);
    context.drawImage(panel, left, top + TITLE, WIDTH, heights[k]);
    if (k % 2 === 1) top += rows[(k - 1) / 2] + TITLE + GAP;
  });
  context.fillStyle = quiet;
  context.font = "12px system-ui, sans-serif";
  context.fillText(foot, GAP, canvas.height / scale - GAP + 8);
  return new Promise<Blob>((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser made no picture."))), "image/png"),
  );
}
