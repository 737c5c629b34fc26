/** Colors of the page, as its style sheet has them for light and for dark. */
export interface Theme {
  surface: string;
  line: string;
  text: string;
  quiet: string;
  data: string;
  dataFaint: string;
  samples: string;
  /** Red, green and blue of the densest place of a heat map. */
  heat: string;
}

const dark = matchMedia("(prefers-color-scheme: dark)");
let known: Theme | undefined;
dark.addEventListener("change", () => (known = undefined));

export function theme(): Theme {
  if (known) return known;
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return (known = {
    surface: color("surface"),
    line: color("line"),
    text: color("text"),
    quiet: color("quiet"),
    data: color("data"),
    dataFaint: color("data-faint"),
    samples: color("samples"),
    heat: color("heat"),
  });
}

/** Draws on a canvas in CSS pixels. */
export type Draw = (context: CanvasRenderingContext2D, width: number, height: number) => void;

/** A canvas as sharp as the screen; drawn anew, at most once a frame, when asked to, resized, or recolored. */
export class Surface {
  readonly canvas: HTMLCanvasElement;
  private readonly draw: Draw;
  private asked = false;

  constructor(canvas: HTMLCanvasElement, draw: Draw) {
    this.canvas = canvas;
    this.draw = draw;
    new ResizeObserver(() => this.redraw()).observe(canvas);
    dark.addEventListener("change", () => this.redraw());
  }

  redraw(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.drawNow();
    });
  }

  /** At once, for callers that are in an animation frame already. */
  drawNow(): void {
    const { canvas } = this;
    const { clientWidth, clientHeight } = canvas;
    if (clientWidth === 0) return;
    const [width, height] = [clientWidth, clientHeight].map((length) => Math.round(length * devicePixelRatio));
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d")!;
    context.setTransform(width / clientWidth, 0, 0, height / clientHeight, 0, 0);
    context.clearRect(0, 0, clientWidth, clientHeight);
    this.draw(context, clientWidth, clientHeight);
  }
}
