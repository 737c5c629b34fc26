import { invalid } from "../../support/errors.ts";
import { isList } from "../../support/lists.ts";
import { option } from "../../support/options.ts";

/** σ from the first, which is not in it, to the second, which is. */
export type GuidanceInterval = readonly [low: number, high: number];

/** Two numbers, the second above the first; it may be ∞. */
export const guidanceInterval = /* @__PURE__ */ option(
  (where: string, name: string, value: unknown): GuidanceInterval => {
    const expected = `${name} [low, high] with 0 ≤ low < high`;
    if (!isList(value) || value.length !== 2) throw invalid(where, expected, value);
    const [low, high] = Array.from(value as ArrayLike<unknown>);
    if (typeof low !== "number" || typeof high !== "number" || !(low >= 0 && low < high))
      throw invalid(where, expected, [low, high]);
    return [low, high];
  },
);
