import { noiseOf, shake } from "../forward.ts";
import { formatSigma } from "../format.ts";
import type { DataEvent, Fields } from "../protocol.ts";
import { drawAxes } from "./axes.ts";
import { DataLayer, planeIn, type Plane } from "./plane.ts";
import { Surface, theme } from "./surface.ts";

export interface FieldElements {
  canvas: HTMLCanvasElement;
  sigma: HTMLInputElement;
  follow: HTMLInputElement;
  shaken: HTMLInputElement;
  caption: HTMLElement;
}

/** Seed of the noise that shakes the data. */
const NOISE_SEED = 1;
/** ‖σ·score‖ at which an arrow has three quarters of its length; more than 2 or 3 is far away from all data. */
const HALF = 1;

/** The score at one σ, as arrows, over the data or over what this σ makes of them. */
export class FieldPanel {
  readonly surface: Surface;
  private readonly elements: FieldElements;
  private readonly layer = new DataLayer();
  private data: DataEvent | undefined;
  /** What shakes the data, one and the same at every σ. */
  private noise: Float64Array = new Float64Array(0);
  /** σ by which the layer's data are shaken. */
  private shakenBy = NaN;
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
    for (const box of [elements.follow, elements.shaken])
      box.addEventListener("change", () => {
        this.show();
        onChange();
      });
  }

  setData(data: DataEvent): void {
    this.data = data;
    this.noise = noiseOf(data.rows.length / 2, NOISE_SEED);
    this.fields = undefined;
    this.shakenBy = NaN;
    this.shakeBy(0);
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
    const { sigma, follow, shaken, caption } = this.elements;
    const { sigmas } = this.fields;
    if (follow.checked) sigma.value = String(this.nearestLevel());
    const level = sigmas[Number(sigma.value)];
    this.shakeBy(shaken.checked ? level : 0);
    const shown = `σ = ${formatSigma(level)}`;
    sigma.ariaValueText = shown;
    caption.textContent = shown;
    this.surface.redraw();
  }

  private shakeBy(sigma: number): void {
    const { rows, view, deviations } = this.data!;
    if (sigma === this.shakenBy) return;
    this.shakenBy = sigma;
    this.layer.set(sigma > 0 ? shake(rows, this.noise, sigma, deviations) : rows, view);
  }

  private nearestLevel(): number {
    const { sigmas } = this.fields!;
    const next = sigmas.findIndex((sigma) => sigma <= this.followed);
    return next < 0 ? sigmas.length - 1 : next;
  }

  private draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    this.layer.draw(context, width, height);
    this.drawArrows(context, width, height);
    if (this.data) drawAxes(context, this.data.view, width, height);
  }

  private drawArrows(context: CanvasRenderingContext2D, width: number, height: number): void {
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
