import { Surface, theme } from "./surface.ts";

/** Data to choose from, by pictures: radio buttons, so that arrow keys move among them. */
export class DataTiles {
  private readonly host: HTMLElement;
  private readonly name: HTMLElement;

  /** @param name shows which one is chosen */
  constructor(host: HTMLElement, name: HTMLElement, onChosen: () => void) {
    this.host = host;
    this.name = name;
    host.addEventListener("change", () => {
      this.describe();
      onChosen();
    });
  }

  get value(): string {
    return this.chosen?.value ?? "";
  }

  set value(value: string) {
    for (const input of this.inputs) input.checked = input.value === value;
    this.describe();
  }

  /** Puts one at the end, or in the place of the one of the same value; `points` as in `thumbnailOf`. */
  put(value: string, label: string, points: Float64Array): void {
    const tile = Object.assign(document.createElement("label"), { className: "tile", title: label });
    const input = Object.assign(document.createElement("input"), { type: "radio", name: "data", value });
    input.id = `data-${value}`;
    const canvas = document.createElement("canvas");
    canvas.ariaHidden = "true";
    const text = Object.assign(document.createElement("span"), { className: "unseen", textContent: label });
    tile.append(input, canvas, text);
    this.inputs.find((other) => other.value === value)?.parentElement?.remove();
    this.host.append(tile);
    new Surface(canvas, (context, width, height) => {
      context.fillStyle = theme().data;
      for (let i = 0; i < points.length; i += 2)
        context.fillRect(points[i] * width - 0.6, (1 - points[i + 1]) * height - 0.6, 1.2, 1.2);
    }).redraw();
  }

  private get inputs(): HTMLInputElement[] {
    return [...this.host.querySelectorAll("input")];
  }

  private get chosen(): HTMLInputElement | undefined {
    return this.inputs.find((input) => input.checked);
  }

  private describe(): void {
    this.name.textContent = this.chosen?.parentElement?.title ?? "";
  }
}
