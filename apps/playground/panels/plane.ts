import type { View } from "../view.ts";
import { theme } from "./surface.ts";

/** From the plane to the pixels of a panel: the whole view is seen, in the middle, and what else there is room for. */
export interface Plane {
  left: number;
  top: number;
  /** Side of the view, which is as wide as it is high. */
  side: number;
}

export function planeIn(width: number, height: number): Plane {
  const side = Math.min(width, height);
  return { left: (width - side) / 2, top: (height - side) / 2, side };
}

/** Pixels of the rows' x and y. */
export function toPixels(view: View, { left, top, side }: Plane) {
  const [scaleX, scaleY] = [side / (view.x[1] - view.x[0]), side / (view.y[1] - view.y[0])];
  return {
    x: (value: number): number => left + (value - view.x[0]) * scaleX,
    y: (value: number): number => top + (view.y[1] - value) * scaleY,
  };
}

/** Rows as squares of `size` pixels. */
export function drawPoints(
  context: CanvasRenderingContext2D,
  rows: Float64Array,
  view: View,
  { width, height, color, size }: { width: number; height: number; color: string; size: number },
): void {
  const to = toPixels(view, planeIn(width, height));
  context.fillStyle = color;
  for (let i = 0; i < rows.length; i += 2) {
    const [x, y] = [to.x(rows[i]), to.y(rows[i + 1])];
    if (x > -size && x < width && y > -size && y < height) context.fillRect(x - size / 2, y - size / 2, size, size);
  }
}

/** The data behind a panel's own picture, drawn once for every size and color. */
export class DataLayer {
  private rows: Float64Array = new Float64Array(0);
  private view: View | undefined;
  private readonly cache = document.createElement("canvas");
  private key = "";

  set(rows: Float64Array, view: View): void {
    this.rows = rows;
    this.view = view;
    this.key = "";
  }

  draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    if (!this.view) return;
    const scale = context.getTransform().a;
    const key = `${width} ${height} ${scale} ${theme().dataFaint}`;
    if (key !== this.key) {
      this.key = key;
      Object.assign(this.cache, { width: Math.round(width * scale), height: Math.round(height * scale) });
      const own = this.cache.getContext("2d")!;
      own.scale(scale, scale);
      drawPoints(own, this.rows, this.view, { width, height, color: theme().dataFaint, size: 2 });
    }
    context.drawImage(this.cache, 0, 0, width, height);
  }
}
