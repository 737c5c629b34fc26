import { SIGMA_FREQUENCIES, type SpeedCase } from "../cases.ts";

type Shape = Pick<SpeedCase, "dim" | "hidden" | "coordinateFrequencies">;

/** Inputs and outputs of every layer of the model; docs/internals/notation.md. */
export function layerSizes({ dim, hidden, coordinateFrequencies }: Shape) {
  const features = 2 * SIGMA_FREQUENCIES + dim * (1 + 2 * coordinateFrequencies);
  const widths = [features, ...hidden, dim];
  return widths.slice(1).map((outputs, l) => ({ inputs: widths[l], outputs, last: l + 2 === widths.length }));
}

/** `count` values from `first` to `last` in geometric progression. */
export function geometric(count: number, first: number, last: number): number[] {
  return Array.from({ length: count }, (_, k) => first * (last / first) ** (k / Math.max(1, count - 1)));
}
