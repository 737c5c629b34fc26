import { formatRate } from "../format.ts";
import type { History, Progress } from "../protocol.ts";
import { drawFrame } from "./curve-frame.ts";
import { Surface, theme } from "./surface.ts";

export interface LossElements {
  canvas: HTMLCanvasElement;
  step: HTMLElement;
  loss: HTMLElement;
  speed: HTMLElement;
}

/** Loss over steps. */
export class LossPanel {
  readonly surface: Surface;
  private readonly elements: LossElements;
  private steps = 1;
  private stepsPerLoss = 1;
  private losses: number[] = [];
  private validation: [step: number, loss: number][] = [];

  constructor(elements: LossElements) {
    this.elements = elements;
    this.surface = new Surface(elements.canvas, (context, width, height) => this.draw(context, width, height));
  }

  clear(): void {
    this.losses = [];
    this.validation = [];
    for (const key of ["step", "loss", "speed"] as const) this.elements[key].textContent = "–";
    this.surface.redraw();
  }

  add({ step, steps, stepsPerLoss, losses, validation, ...speed }: History | Progress): void {
    this.steps = steps;
    this.stepsPerLoss = stepsPerLoss;
    this.losses.push(...losses);
    this.validation.push(...validation);
    this.elements.step.textContent = `${step.toLocaleString("en-US")} of ${steps.toLocaleString("en-US")}`;
    const loss = this.losses.at(-1);
    if (loss !== undefined) this.elements.loss.textContent = loss.toFixed(3);
    if ("rowsPerSecond" in speed) this.elements.speed.textContent = formatRate(speed.rowsPerSecond);
    this.surface.redraw();
  }

  private draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    const ends = ["0", `${this.steps.toLocaleString("en-US")} steps`] as const;
    const losses = [...this.losses, ...this.validation.map(([, loss]) => loss)];
    const { x, y } = drawFrame(context, width, height, { losses, ends });
    const colors = theme();

    context.strokeStyle = colors.data;
    context.lineWidth = 1.6;
    context.lineJoin = "round";
    context.beginPath();
    this.losses.forEach((loss, k) => context.lineTo(x(((k + 1) * this.stepsPerLoss) / this.steps), y(loss)));
    context.stroke();
    context.fillStyle = colors.samples;
    for (const [step, loss] of this.validation) {
      context.beginPath();
      context.arc(x(step / this.steps), y(loss), 3, 0, 2 * Math.PI);
      context.fill();
    }
  }
}
