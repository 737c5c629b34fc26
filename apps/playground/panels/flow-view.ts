import type { Flow } from "../flow.ts";
import { nearestParticle, pathOf, positionsAt } from "../paths.ts";
import type { Layers } from "../settings.ts";
import type { View } from "../view.ts";
import { drawAxes } from "./axes.ts";
import { drawCross, movedByArrow } from "./cross.ts";
import { DataLayer, drawPoints, planeIn, toPixels } from "./plane.ts";
import { Surface, theme } from "./surface.ts";

/** The keyboard's cross moves in parts of the picture. */
const places = { side: 1, step: 0.02, largeStep: 0.1 };
/** Particles above which each is drawn smaller. */
const MANY = 5000;

/** Someone wants a particle's path drawn, or no longer; undefined for all of them. */
export type Choose = (particle: number | undefined) => void;

/** One flow at a moment, with its data and paths. Its particles are chosen by pointer and by keyboard. */
export class FlowView {
  readonly surface: Surface;
  layers: Layers = "behind";
  paths: readonly number[] = [];
  /** In frames of the flow. */
  moment = 0;
  flow: Flow | undefined;
  private readonly canvas: HTMLCanvasElement;
  private readonly data = new DataLayer();
  private view: View | undefined;
  /** The keyboard's cross, in parts of the picture, y upwards. */
  private cross: [number, number] = [0.5, 0.5];

  constructor(canvas: HTMLCanvasElement, choose: Choose) {
    this.canvas = canvas;
    this.surface = new Surface(canvas, (context, width, height) => this.draw(context, width, height));
    canvas.addEventListener("click", (event) => {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      this.cross = [(event.clientX - left) / width, 1 - (event.clientY - top) / height];
      this.chooseAtCross(choose);
    });
    canvas.addEventListener("keydown", (event) => this.key(event, choose));
    for (const type of ["focus", "blur"]) canvas.addEventListener(type, () => this.surface.redraw());
  }

  setData(rows: Float64Array, view: View): void {
    this.view = view;
    this.data.set(rows, view);
    this.surface.redraw();
  }

  private key(event: KeyboardEvent, choose: Choose): void {
    const moved = movedByArrow(event, this.cross, places);
    if (moved) this.cross = moved;
    else if (event.key === " " || event.key === "Enter") this.chooseAtCross(choose);
    else if (event.key === "Escape") choose(undefined);
    else return;
    event.preventDefault();
    this.surface.redraw();
  }

  private chooseAtCross(choose: Choose): void {
    const { flow, view, canvas } = this;
    if (!flow || !view) return;
    const { left, top, side } = planeIn(canvas.clientWidth, canvas.clientHeight);
    const [width, height] = [view.x[1] - view.x[0], view.y[1] - view.y[0]];
    const x = view.x[0] + ((this.cross[0] * canvas.clientWidth - left) / side) * width;
    const y = view.y[1] - (((1 - this.cross[1]) * canvas.clientHeight - top) / side) * height;
    choose(nearestParticle(positionsAt(flow, this.moment), [x, y], [width, height]));
  }

  private draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { flow, view } = this;
    if (this.layers === "behind") this.data.draw(context, width, height);
    if (flow && view) {
      const options = { width, height, color: theme().samples, size: flow.count > MANY ? 1.5 : 2 };
      drawPoints(context, positionsAt(flow, this.moment), view, options);
    }
    if (this.layers === "front") this.data.draw(context, width, height);
    if (!view) return;
    if (flow) for (const particle of this.paths) this.drawPath(context, flow, particle, width, height);
    drawAxes(context, view, width, height);
    if (!this.canvas.matches(":focus-visible")) return;
    const [x, y] = this.cross;
    drawCross(context, [x * width, (1 - y) * height], theme().text);
  }

  /** The way so far as a line, the rest of it faint, and where the particle is now. */
  private drawPath(
    context: CanvasRenderingContext2D,
    flow: Flow,
    particle: number,
    width: number,
    height: number,
  ): void {
    if (particle >= flow.count) return;
    const to = toPixels(this.view!, planeIn(width, height));
    const path = pathOf(flow, particle);
    const at = Math.floor(this.moment);
    const part = this.moment - at;
    const now = [0, 1].map(
      (i) => path[2 * at + i] + part * ((path[2 * at + 2 + i] ?? path[2 * at + i]) - path[2 * at + i]),
    );
    const { text, surface, samples } = theme();
    const line = (from: number, end: number, alpha: number): void => {
      context.globalAlpha = alpha;
      context.beginPath();
      if (from > 0) context.moveTo(to.x(now[0]), to.y(now[1]));
      for (let k = from; k < end; k++) context.lineTo(to.x(path[2 * k]), to.y(path[2 * k + 1]));
      if (from === 0) context.lineTo(to.x(now[0]), to.y(now[1]));
      context.stroke();
      context.globalAlpha = 1;
    };
    context.strokeStyle = text;
    context.lineWidth = 1.4;
    context.lineJoin = "round";
    line(0, at + 1, 1);
    line(at + 1, path.length / 2, 0.35);
    context.beginPath();
    context.arc(to.x(now[0]), to.y(now[1]), 4.5, 0, 2 * Math.PI);
    context.fillStyle = samples;
    context.fill();
    context.strokeStyle = surface;
    context.stroke();
  }
}
