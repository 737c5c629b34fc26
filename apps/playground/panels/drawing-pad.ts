import { Drawing } from "../drawing.ts";
import { drawCross, movedByArrow } from "./cross.ts";
import { Surface, theme } from "./surface.ts";

/** Places of the keyboard's brush: the sheet's side and the brush's steps, in 1/255 of it. */
const places = { side: 255, step: 4, largeStep: 20 };

/** A sheet to draw on, with the pointer or with the keyboard. */
export class DrawingPad {
  readonly drawing = new Drawing();
  private readonly canvas: HTMLCanvasElement;
  private readonly surface: Surface;
  /** Where the keyboard's brush is. */
  private brush: [number, number] = [128, 128];

  constructor(canvas: HTMLCanvasElement, clear: HTMLButtonElement) {
    this.canvas = canvas;
    this.surface = new Surface(canvas, (context, width) => this.draw(context, width));
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.drawing.begin(...this.place(event));
      this.surface.redraw();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      for (const each of event.getCoalescedEvents?.() ?? [event]) this.drawing.extend(...this.place(each));
      this.surface.redraw();
    });
    canvas.addEventListener("lostpointercapture", () => this.drawing.end());
    canvas.addEventListener("keydown", (event) => this.key(event));
    for (const type of ["focus", "blur"]) canvas.addEventListener(type, () => this.surface.redraw());
    clear.addEventListener("click", () => {
      this.drawing.clear();
      this.surface.redraw();
    });
  }

  load(dabs: Uint8Array): void {
    this.drawing.load(dabs);
    this.surface.redraw();
  }

  private place(event: PointerEvent): [number, number] {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [((event.clientX - left) / width) * 255, (1 - (event.clientY - top) / height) * 255];
  }

  private key(event: KeyboardEvent): void {
    const moved = movedByArrow(event, this.brush, places);
    const paints = event.key === " " || event.key === "Enter";
    if (!moved && !paints) return;
    event.preventDefault();
    if (moved) this.brush = moved;
    else this.drawing.begin(...this.brush);
    this.drawing.end();
    this.surface.redraw();
  }

  private draw(context: CanvasRenderingContext2D, side: number): void {
    const { dabs } = this.drawing;
    const pixel = side / 255;
    context.fillStyle = theme().data;
    for (let i = 0; i < dabs.length; i += 2) {
      context.beginPath();
      context.arc(dabs[i] * pixel, side - dabs[i + 1] * pixel, 4 * pixel, 0, 2 * Math.PI);
      context.fill();
    }
    if (document.activeElement !== this.canvas) return;
    const [x, y] = this.brush;
    drawCross(context, [x * pixel, side - y * pixel], theme().samples);
  }
}
