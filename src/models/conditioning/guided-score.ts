import type { Precision } from "../../engine/index.ts";
import type { OnNetwork } from "./on-network.ts";

/** (1 − w)·the score without labels or conditions + w·that with them, in f32 as samplers combine them; of known values both ways. */
export function guidedScore(
  where: string,
  model: OnNetwork,
  x: ArrayLike<number>,
  sigma: number,
  precision: Precision | undefined,
): Float32Array {
  const { network, labels, conditionTable, known } = model;
  const guidance = model.guidanceAt(sigma);
  const free = (): Float32Array => network.predict(where, "score", x, sigma, { known, precision });
  if (guidance === 0) return free();
  const given = network.predict(where, "score", x, sigma, { labels, conditionTable, known, precision });
  if (guidance === 1) return given;
  const { fround } = Math;
  const [a, b] = [fround(guidance), fround(1 - guidance)];
  const without = free();
  return given.map((c, i) => fround(a * c) + fround(b * without[i]));
}
