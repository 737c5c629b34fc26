import { formatRate } from "../format.ts";
import type { Progress } from "../protocol.ts";
import { Surface, theme } from "./surface.ts";

export interface LossElements {
  canvas: HTMLCanvasElement;
  step: HTMLElement;
  loss: HTMLElement;
  speed: HTMLElement;
}

const MARGIN = { left: 34, right: 8, top: 8, bottom: 20 };

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

  add({ step, steps, stepsPerLoss, losses, validation, rowsPerSecond }: Progress): void {
    this.steps = steps;
    this.stepsPerLoss = stepsPerLoss;
    this.losses.push(...losses);
    this.validation.push(...validation);
    this.elements.step.textContent = `${step.toLocaleString("en-US")} of ${steps.toLocaleString("en-US")}`;
    const loss = this.losses.at(-1);
    if (loss !== undefined) this.elements.loss.textContent = loss.toFixed(3);
    this.elements.speed.textContent = formatRate(rowsPerSecond);
    this.surface.redraw();
  }

  private draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { left, right, top, bottom } = MARGIN;
    const all = [...this.losses, ...this.validation.map(([, loss]) => loss)];
    const [low, high] = all.length > 0 ? [Math.min(...all), Math.max(...all)] : [0, 1];
    const room = 0.08 * (high - low) || 0.1;
    const [least, most] = [Math.max(0, low - room), high + room];
    const x = (step: number): number => left + (step / this.steps) * (width - left - right);
    const y = (loss: number): number => height - bottom - ((loss - least) / (most - least)) * (height - top - bottom);
    const colors = theme();

    context.strokeStyle = colors.line;
    context.fillStyle = colors.quiet;
    context.font = "12px system-ui, sans-serif";
    context.textBaseline = "middle";
    context.textAlign = "right";
    context.lineWidth = 1;
    for (const t of [0, 0.5, 1]) {
      const loss = least + t * (most - least);
      const at = Math.round(y(loss)) + 0.5;
      context.beginPath();
      context.moveTo(left, at);
      context.lineTo(width - right, at);
      context.stroke();
      context.fillText(loss.toFixed(2), left - 5, at);
    }
    context.textBaseline = "bottom";
    context.fillText(`${this.steps.toLocaleString("en-US")} steps`, width - right, height);
    context.textAlign = "left";
    context.fillText("0", left, height);

    context.strokeStyle = colors.data;
    context.lineWidth = 1.6;
    context.lineJoin = "round";
    context.beginPath();
    this.losses.forEach((loss, k) => context.lineTo(x((k + 1) * this.stepsPerLoss), y(loss)));
    context.stroke();
    context.fillStyle = colors.samples;
    for (const [step, loss] of this.validation) {
      context.beginPath();
      context.arc(x(step), y(loss), 3, 0, 2 * Math.PI);
      context.fill();
    }
  }
}
