import type { Range } from "./data-spec.ts";

/** A place on an axis and what is written there. */
export interface Tick {
  value: number;
  label: string;
}

/** Beyond these, labels have an exponent. */
const [LARGE, SMALL] = [1e6, 1e-4];
/** From here on, thousands are set apart. */
const GROUPED = 10_000;

/** Multiples of 1, 2 or 5 times a power of 10 within a range: `most`/2.5 to `most` + 1 of them. */
export function ticksOf([min, max]: Range, most: number): Tick[] {
  const step = stepOf((max - min) / most);
  if (!(step > 0) || !Number.isFinite(step)) return [];
  const [first, last] = [Math.ceil(min / step), Math.floor(max / step)];
  const label = labelsOf(step, Math.max(Math.abs(first), Math.abs(last)) * step);
  // A multiple of a step below 1 is nearest to its decimal number when it is divided by a whole number
  const inverse = Math.round(1 / step);
  return Array.from({ length: last - first + 1 }, (_, k) => {
    const value = step < 1 && inverse < 1e15 ? (first + k) / inverse : (first + k) * step;
    return { value: value + 0, label: label(value + 0) };
  });
}

/** The least of 1, 2, 5, 10, … that is not below `least`. */
function stepOf(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((multiple) => multiple * power >= least * (1 - 1e-12)) ?? 10);
}

function labelsOf(step: number, largest: number): (value: number) => string {
  if (largest < LARGE && step >= SMALL) {
    const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    const format = new Intl.NumberFormat("en-US", {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      useGrouping: largest >= GROUPED, // years are not
    });
    return (value) => minus(format.format(value));
  }
  const digits = Math.max(
    0,
    Math.min(15, Math.floor(Math.log10(largest) + 1e-9) - Math.floor(Math.log10(step) + 1e-9)),
  );
  return (value) => minus(value === 0 ? "0" : String(Number(value.toPrecision(digits + 1)).toExponential()));
}

function minus(text: string): string {
  return text.replace(/-/, "−").replace("e+", "e");
}
