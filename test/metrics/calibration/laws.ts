import { normals } from "../generator.ts";

/** Forecasts N(mean, (c·width)²) of truths N(mean, width²), another mean for each case and column. */
export function forecasts(
  { cases, each, dim = 1, c = 1, shift = 0, width = 1 }: Record<"cases" | "each", number> & Partial<Record<"dim" | "c" | "shift" | "width", number>>, // prettier-ignore
  seed: number,
) {
  const means = normals(cases * dim, 3 * seed + 1).map((z) => 3 * z);
  const truths = normals(cases * dim, 3 * seed + 2).map((z, i) => means[i] + width * z);
  const draws = normals(cases * each * dim, 3 * seed + 3).map(
    (z, i) => means[Math.floor(i / (each * dim)) * dim + (i % dim)] + shift + c * width * z,
  );
  return { draws, truths, means };
}
