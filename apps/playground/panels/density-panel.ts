import type { Densities } from "../protocol.ts";
import { Surface, theme } from "./surface.ts";

export interface DensityElements {
  learned: HTMLCanvasElement;
  exact: HTMLCanvasElement;
  exactCaption: HTMLElement;
  caption: HTMLElement;
}

/** The share of cells that may be denser than what is drawn as densest: narrow peaks would make all else invisible. */
const SATURATED = 0.005;

/** Heat maps of the learned and the exact density on one scale: color is the square root of the density. */
export class DensityPanel {
  readonly learned: Surface;
  readonly exact: Surface;
  private readonly elements: DensityElements;
  private densities: Densities | undefined;

  constructor(elements: DensityElements) {
    this.elements = elements;
    const draw = (which: "learned" | "exact") => (context: CanvasRenderingContext2D, width: number, height: number) =>
      this.draw(which, context, width, height);
    this.learned = new Surface(elements.learned, draw("learned"));
    this.exact = new Surface(elements.exact, draw("exact"));
  }

  /** Nothing to show yet, for the reason given. */
  clear(why: string): void {
    this.densities = undefined;
    this.show(why);
  }

  set(densities: Densities): void {
    this.densities = densities;
    const { learned, exact } = densities.heldOut;
    const best = exact === undefined ? "" : `; the best possible is ${exact.toFixed(2)}`;
    this.show(`Surprise at new points, mean −ln p: ${learned.toFixed(2)} nats${best}.`);
  }

  private show(caption: string): void {
    this.elements.caption.textContent = caption;
    const unknown = this.densities && !this.densities.exact;
    this.elements.exactCaption.textContent = unknown ? "exact: unknown for a table" : "exact";
    this.learned.redraw();
    this.exact.redraw();
  }

  private draw(which: "learned" | "exact", context: CanvasRenderingContext2D, width: number, height: number): void {
    const logs = this.densities?.[which];
    if (!logs) return;
    const { size, learned, exact } = this.densities!;
    const top = quantile(exact ?? learned, 1 - SATURATED);
    const [red, green, blue] = theme().heat.split(" ").map(Number);
    const pixels = new ImageData(size, size);
    logs.forEach((log, k) => {
      const heat = Math.exp(Math.min(0, log - top) / 2);
      pixels.data.set([red, green, blue, Math.round(255 * heat)], 4 * k);
    });
    const small = Object.assign(document.createElement("canvas"), { width: size, height: size });
    small.getContext("2d")!.putImageData(pixels, 0, 0);
    context.imageSmoothingQuality = "high";
    context.drawImage(small, 0, 0, width, height);
  }
}

function quantile(values: Float64Array, p: number): number {
  return values.slice().sort()[Math.floor(p * (values.length - 1))];
}
