import type { Flow } from "../flow.ts";
import type { View } from "../view.ts";
import { formatSigma } from "../format.ts";
import { DataLayer, planeIn, toPixels } from "./plane.ts";
import { Surface, theme } from "./surface.ts";

export interface ParticlesElements {
  canvas: HTMLCanvasElement;
  play: HTMLButtonElement;
  frame: HTMLInputElement;
  speed: HTMLInputElement;
  caption: HTMLElement;
}

/** Seconds that a flow takes at speed 1. */
const SLOWEST = 12;
/** Seconds that a looped flow stays at its end. */
const REST = 0.7;

/** Plays the flow of particles from noise to data, at any speed, from any moment. */
export class ParticlesPanel {
  readonly surface: Surface;
  private readonly elements: ParticlesElements;
  private readonly onSigma: (sigma: number) => void;
  private readonly data = new DataLayer();
  private readonly still = matchMedia("(prefers-reduced-motion: reduce)");
  private view: View | undefined;
  private flow: Flow | undefined;
  /** Position in the flow, in frames. */
  private at = 0;
  private playing = false;
  private looping = false;
  private rested = 0;
  private before = 0;
  /** The animation frame that was asked for. */
  private next = 0;

  constructor(elements: ParticlesElements, onSigma: (sigma: number) => void) {
    this.elements = elements;
    this.onSigma = onSigma;
    this.surface = new Surface(elements.canvas, (context, width, height) => this.draw(context, width, height));
    elements.play.addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    elements.frame.addEventListener("input", () => {
      if (!this.flow) return;
      this.pause();
      this.moveTo(Number(elements.frame.value));
      this.surface.redraw();
    });
    this.showPlaying(false);
  }

  setData(rows: Float64Array, view: View): void {
    this.view = view;
    this.data.set(rows, view);
    this.pause();
    this.flow = undefined;
    this.surface.redraw();
  }

  /** A flow of an unfinished training goes round and round; a finished one is played once. */
  setFlow(flow: Flow, { preview }: { preview: boolean }): void {
    const last = flow.sigmas.length - 1;
    const first = this.flow === undefined;
    const part = this.flow ? this.at / (this.flow.sigmas.length - 1) : 0;
    this.flow = flow;
    this.looping = preview;
    this.elements.frame.max = String(last);
    if (this.still.matches) this.moveTo(last);
    else if (!preview || first) {
      this.moveTo(0);
      this.play();
    } else this.moveTo(part * last);
    this.surface.redraw();
  }

  private play(): void {
    if (!this.flow || this.playing) return;
    if (this.at >= this.flow.sigmas.length - 1) this.at = 0;
    this.rested = 0;
    this.showPlaying(true);
    this.before = performance.now();
    const tick = (now: number): void => {
      this.advance(Math.max(0, now - this.before) / 1000);
      this.before = now;
      this.surface.drawNow();
      if (this.playing) this.next = requestAnimationFrame(tick);
    };
    this.next = requestAnimationFrame(tick);
  }

  private pause(): void {
    cancelAnimationFrame(this.next);
    this.showPlaying(false);
  }

  private showPlaying(playing: boolean): void {
    this.playing = playing;
    this.elements.play.textContent = playing ? "Pause" : "Play";
  }

  private advance(seconds: number): void {
    const last = this.flow!.sigmas.length - 1;
    if (this.at >= last) {
      this.rested += seconds;
      if (!this.looping) this.pause();
      else if (this.rested > REST) this.moveTo(0);
      return;
    }
    this.rested = 0;
    this.moveTo(Math.min(last, this.at + (seconds * last * Number(this.elements.speed.value)) / SLOWEST));
  }

  private moveTo(at: number): void {
    const { frame, caption } = this.elements;
    const { sigmas } = this.flow!;
    this.at = at;
    const nearest = Math.round(at);
    const sigma = sigmas[nearest];
    if (frame.value !== String(nearest)) frame.value = String(nearest);
    frame.ariaValueText = `${nearest} of ${sigmas.length - 1}, σ = ${formatSigma(sigma)}`;
    caption.textContent = `σ = ${formatSigma(sigma)}`;
    this.onSigma(sigma);
  }

  private draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    this.data.draw(context, width, height);
    const { flow, view } = this;
    if (!flow || !view) return;
    const { count, frames, sigmas } = flow;
    const from = Math.min(Math.floor(this.at), sigmas.length - 2);
    const part = this.at - from;
    const [a, b] = [2 * count * from, 2 * count * (from + 1)];
    const to = toPixels(view, planeIn(width, height));
    const size = count > 5000 ? 1.5 : 2;
    context.fillStyle = theme().samples;
    for (let i = 0; i < 2 * count; i += 2) {
      const x = to.x(frames[a + i] + part * (frames[b + i] - frames[a + i])) - size / 2;
      const y = to.y(frames[a + i + 1] + part * (frames[b + i + 1] - frames[a + i + 1])) - size / 2;
      if (x > -size && x < width && y > -size && y < height) context.fillRect(x, y, size, size);
    }
  }
}
