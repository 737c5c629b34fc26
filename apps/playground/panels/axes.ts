import { ticksOf } from "../ticks.ts";
import type { View } from "../view.ts";
import { planeIn, toPixels } from "./plane.ts";
import { theme } from "./surface.ts";

/** Pixels between two ticks, about, and room for the numbers upwards. */
const [APART, ROOM] = [70, 34];
const MOST_LETTERS = 28;

/** Ticks in the user's units and the columns' names along a picture's edges, for views whose axes have names. */
export function drawAxes(context: CanvasRenderingContext2D, view: View, width: number, height: number): void {
  if (!view.names) return;
  const plane = planeIn(width, height);
  const to = toPixels(view, plane);
  const [perX, perY] = [(view.x[1] - view.x[0]) / plane.side, (view.y[1] - view.y[0]) / plane.side];
  const across = ticksOf([view.x[0] - plane.left * perX, view.x[1] + plane.left * perX], width / APART);
  const upwards = ticksOf([view.y[0] - plane.top * perY, view.y[1] + plane.top * perY], height / APART);
  const { quiet, text, surface } = theme();
  context.font = "11px system-ui, sans-serif";
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = surface;
  const write = (label: string, x: number, y: number): void => {
    context.strokeText(label, x, y);
    context.fillText(label, x, y);
  };

  const [nameX, nameY] = view.names.map(shortened);
  context.fillStyle = text;
  context.textBaseline = "top";
  context.textAlign = "left";
  write(`↑ ${nameY}`, 4, 4);
  context.textBaseline = "bottom";
  context.textAlign = "right";
  write(`${nameX} →`, width - 4, height - 3);
  const end = width - context.measureText(`${nameX} →`).width - 14;

  context.fillStyle = quiet;
  context.textAlign = "center";
  for (const { value, label } of across) {
    const [x, half] = [to.x(value), context.measureText(label).width / 2];
    if (x - half > ROOM && x + half < end) write(label, x, height - 3);
  }
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const { value, label } of upwards) {
    const y = to.y(value);
    if (y > 26 && y < height - 18) write(label, 4, y);
  }
}

function shortened(name: string): string {
  return name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS - 1)}…` : name;
}
