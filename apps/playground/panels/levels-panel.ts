import { formatSigma } from "../format.ts";
import type { LevelLosses } from "../protocol.ts";
import { drawFrame } from "./curve-frame.ts";
import { Surface, theme } from "./surface.ts";

export interface LevelsElements {
  canvas: HTMLCanvasElement;
  floorKey: HTMLElement;
  caption: HTMLElement;
}

/** Loss over σ, the largest first, with the least that any network reaches. */
export class LevelsPanel {
  readonly surface: Surface;
  private readonly elements: LevelsElements;
  private losses: LevelLosses | undefined;

  constructor(elements: LevelsElements) {
    this.elements = elements;
    this.surface = new Surface(elements.canvas, (context, width, height) => this.draw(context, width, height));
  }

  /** Nothing to show yet, for the reason given. */
  clear(why: string): void {
    this.losses = undefined;
    this.elements.caption.textContent = why;
    this.surface.redraw();
  }

  set(losses: LevelLosses): void {
    this.losses = losses;
    this.elements.floorKey.hidden = !losses.floor;
    this.elements.caption.textContent = inWords(losses);
    this.surface.redraw();
  }

  private draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { losses } = this;
    if (!losses) return void drawFrame(context, width, height, { losses: [], ends: ["large σ", "small σ"] });
    const { sigmas, learned, floor } = losses;
    const ends = [`σ = ${formatSigma(sigmas[0])}`, `σ = ${formatSigma(sigmas[sigmas.length - 1])}`] as const;
    const { x, y } = drawFrame(context, width, height, { losses: [...learned, ...(floor ?? [])], ends });
    const { data, samples } = theme();
    const place = (level: number, loss: number): [number, number] => [x(level / (sigmas.length - 1)), y(loss)];
    const curve = (values: Float64Array, color: string): void => {
      context.strokeStyle = color;
      context.lineWidth = 1.6;
      context.lineJoin = "round";
      context.beginPath();
      values.forEach((loss, level) => context.lineTo(...place(level, loss)));
      context.stroke();
    };
    if (floor) curve(floor, data);
    curve(learned, samples);
    context.fillStyle = samples;
    learned.forEach((loss, level) => {
      context.beginPath();
      context.arc(...place(level, loss), 2.5, 0, 2 * Math.PI);
      context.fill();
    });
  }
}

function inWords({ sigmas, learned, floor }: LevelLosses): string {
  if (!floor) return "The floor is unknown for a table.";
  const above = learned.map((loss, level) => loss - floor[level]);
  const most = above.indexOf(Math.max(...above));
  return `Above the floor by at most ${above[most].toFixed(4)}, at σ = ${formatSigma(sigmas[most])}.`;
}
