import { formatSigma } from "../format.ts";
import type { Fields } from "../protocol.ts";
import type { View } from "../view.ts";
import { DataLayer, planeIn, type Plane } from "./plane.ts";
import { Surface, theme } from "./surface.ts";

export interface FieldElements {
  canvas: HTMLCanvasElement;
  sigma: HTMLInputElement;
  follow: HTMLInputElement;
  caption: HTMLElement;
}

/** ‖σ·score‖ at which an arrow has three quarters of its length; more than 2 or 3 is far away from all data. */
const HALF = 1;

/** The score at one σ, as arrows. */
export class FieldPanel {
  readonly surface: Surface;
  private readonly elements: FieldElements;
  private readonly data = new DataLayer();
  private fields: Fields | undefined;
  private followed = Infinity;

  constructor(elements: FieldElements, onChange: () => void) {
    this.elements = elements;
    this.surface = new Surface(elements.canvas, (context, width, height) => this.draw(context, width, height));
    elements.sigma.addEventListener("input", () => {
      elements.follow.checked = false;
      this.show();
      onChange();
    });
    elements.follow.addEventListener("change", () => {
      this.show();
      onChange();
    });
  }

  setData(rows: Float64Array, view: View): void {
    this.data.set(rows, view);
    this.fields = undefined;
    this.surface.redraw();
  }

  setFields(fields: Fields): void {
    this.fields = fields;
    this.show();
  }

  /** σ of the particles. */
  followSigma(sigma: number): void {
    if (this.followed === sigma) return;
    this.followed = sigma;
    if (this.elements.follow.checked) this.show();
  }

  private show(): void {
    if (!this.fields) return;
    const { sigma, follow, caption } = this.elements;
    const { sigmas } = this.fields;
    if (follow.checked) sigma.value = String(this.nearestLevel());
    const shown = `σ = ${formatSigma(sigmas[Number(sigma.value)])}`;
    sigma.ariaValueText = shown;
    caption.textContent = shown;
    this.surface.redraw();
  }

  private nearestLevel(): number {
    const { sigmas } = this.fields!;
    const next = sigmas.findIndex((sigma) => sigma <= this.followed);
    return next < 0 ? sigmas.length - 1 : next;
  }

  private draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    this.data.draw(context, width, height);
    const { fields } = this;
    if (!fields) return;
    const plane = planeIn(width, height);
    const cells = fields.size * fields.size;
    const level = Number(this.elements.sigma.value);
    context.strokeStyle = theme().samples;
    context.lineWidth = 1.2;
    context.beginPath();
    for (let k = 0; k < cells; k++) this.arrow(context, plane, level * cells + k, k);
    context.stroke();
  }

  /** Arrow k of a level, from a place of the grid; `index` is its place among all levels'. */
  private arrow(context: CanvasRenderingContext2D, { left, top, side }: Plane, index: number, k: number): void {
    const { size, arrows, lengths } = this.fields!;
    const cell = side / size;
    const [dx, dy] = [arrows[2 * index] * side, -arrows[2 * index + 1] * side];
    const pixels = Math.hypot(dx, dy);
    const strength = lengths[index] / (lengths[index] + HALF / 3);
    const length = 0.92 * cell * strength;
    if (!(pixels > 0) || length < 1) return;
    const [ux, uy] = [dx / pixels, dy / pixels];
    const x = left + ((k % size) + 0.5) * cell - (ux * length) / 2;
    const y = top + (Math.floor(k / size) + 0.5) * cell - (uy * length) / 2;
    const [tipX, tipY] = [x + ux * length, y + uy * length];
    const head = Math.min(4, length * 0.4);
    context.moveTo(x, y);
    context.lineTo(tipX, tipY);
    context.moveTo(tipX - head * (ux + 0.6 * uy), tipY - head * (uy - 0.6 * ux));
    context.lineTo(tipX, tipY);
    context.lineTo(tipX - head * (ux - 0.6 * uy), tipY - head * (uy + 0.6 * ux));
  }
}
