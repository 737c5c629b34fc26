import type { SKRSContext2D } from "@napi-rs/canvas";
import { drawText, writePng } from "../kit/canvas.ts";
import type { Digits } from "./digits.ts";

const SCALE = 4;
const SIDE = 8 * SCALE;
const GAP = 4;
const PER_CLASS = 12;
const [MARGIN, TOP, BETWEEN] = [16, 44, 40];

/** A contact sheet: of every class, samples beside test digits. */
export function drawDigits(generated: Digits, test: Digits): string {
  const block = PER_CLASS * (SIDE + GAP);
  const size = { width: 2 * MARGIN + 2 * block + BETWEEN, height: TOP + 10 * (SIDE + GAP) + MARGIN };
  return writePng("quality-digits.png", size, (context) => {
    [generated, test].forEach((digits, b) => {
      const left = MARGIN + b * (block + BETWEEN);
      drawText(context, b === 0 ? "samples, given the class" : "test digits", left, 28);
      for (let label = 0; label < 10; label++) {
        const rows = [...digits.labels.keys()].filter((row) => digits.labels[row] === label);
        for (let k = 0; k < PER_CLASS; k++)
          drawDigit(context, digits.rows, rows[k], left + k * (SIDE + GAP), TOP + label * (SIDE + GAP));
      }
    });
  });
}

function drawDigit(context: SKRSContext2D, rows: Float64Array, row: number, left: number, top: number): void {
  for (let pixel = 0; pixel < 64; pixel++) {
    const gray = Math.round(255 - (255 / 16) * rows[64 * row + pixel]);
    context.fillStyle = `rgb(${gray}, ${gray}, ${gray})`;
    context.fillRect(left + SCALE * (pixel % 8), top + SCALE * Math.floor(pixel / 8), SCALE, SCALE);
  }
}
