import type { SKRSContext2D } from "@napi-rs/canvas";
import { densities } from "../../src/toys/index.ts";
import { drawText, writePng } from "../kit/canvas.ts";
import type { DensitySamples } from "./densities.ts";
import { SEEDS } from "./train-density.ts";

const CELLS = 110;
const PIXELS = 2;
const SIDE = CELLS * PIXELS;
const GAP = 10;
const [LABELS, TOP] = [24, 62];
/** Steps of the color scale, few so that the file stays small. */
const SHADES = 12;
const BLUE = [27, 58, 92];
const COLUMNS = ["rows", "DPM-Solver++, 20 evaluations", "annealed Langevin, 1,000"];

/** Every density as histograms on one scale: real rows, samples of the solver and of Langevin dynamics. Two to a line. */
export function drawDensities(all: readonly DensitySamples[]): string {
  const blocks = Math.min(2, all.length);
  const block = 3 * (SIDE + GAP) + 2 * GAP;
  const lines = Math.ceil(all.length / blocks);
  const size = { width: LABELS + blocks * block, height: TOP + lines * (SIDE + GAP + LABELS) };
  return writePng("quality-densities.png", size, (context) => {
    for (let b = 0; b < blocks; b++)
      COLUMNS.forEach((text, c) => drawText(context, text, LABELS + b * block + c * (SIDE + GAP), 28, { size: 13 }));
    all.forEach(({ name, solver, langevin }, k) => {
      const left = LABELS + (k % blocks) * block;
      const top = TOP + Math.floor(k / blocks) * (SIDE + GAP + LABELS);
      drawText(context, name, left, top - 8, { size: 13, color: "#6a7078" });
      const real = densities[name].sample(solver.length / 2, { seed: SEEDS.floor });
      const frame = frameOf(real);
      const darkest = darkestOf(histogram(real, frame));
      [real, solver, langevin].forEach((rows, c) =>
        drawHistogram(context, histogram(rows, frame), darkest, left + c * (SIDE + GAP), top),
      );
    });
  });
}

interface Frame {
  x: number;
  y: number;
  side: number;
}

/** A square around all rows. */
function frameOf(rows: Float32Array | Float64Array): Frame {
  const [low, high] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ];
  rows.forEach((value, i) => {
    low[i % 2] = Math.min(low[i % 2], value);
    high[i % 2] = Math.max(high[i % 2], value);
  });
  const side = 1.04 * Math.max(high[0] - low[0], high[1] - low[1]);
  return { x: (low[0] + high[0] - side) / 2, y: (low[1] + high[1] - side) / 2, side };
}

function histogram(rows: Float32Array | Float64Array, { x, y, side }: Frame): Float64Array {
  const counts = new Float64Array(CELLS * CELLS);
  for (let i = 0; i < rows.length; i += 2) {
    const column = Math.floor(((rows[i] - x) / side) * CELLS);
    const line = CELLS - 1 - Math.floor(((rows[i + 1] - y) / side) * CELLS);
    if (column >= 0 && column < CELLS && line >= 0 && line < CELLS) counts[line * CELLS + column]++;
  }
  return counts;
}

/** Nearly the largest of the counts above 0. */
function darkestOf(counts: Float64Array): number {
  const sorted = counts.filter((count) => count > 0).sort();
  return sorted[Math.floor(0.98 * sorted.length)];
}

function drawHistogram(context: SKRSContext2D, counts: Float64Array, darkest: number, left: number, top: number): void {
  counts.forEach((count, cell) => {
    const shade = Math.round(SHADES * Math.sqrt(Math.min(1, count / darkest)));
    if (shade === 0) return;
    const [r, g, b] = BLUE.map((value) => Math.round(255 - ((255 - value) * shade) / SHADES));
    context.fillStyle = `rgb(${r}, ${g}, ${b})`;
    context.fillRect(left + PIXELS * (cell % CELLS), top + PIXELS * Math.floor(cell / CELLS), PIXELS, PIXELS);
  });
  context.strokeStyle = "#d5d9de";
  context.strokeRect(left - 0.5, top - 0.5, SIDE + 1, SIDE + 1);
}
