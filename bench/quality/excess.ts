import type { logDensity, ScoreNetwork } from "../../src/index.ts";
import { densities, type DensityName } from "../../src/toys/index.ts";
import { SEEDS } from "./train-density.ts";

/**
 * ln p − ln q of rows from p: its mean is the divergence KL(p‖q) = NLL − H, with far less noise than the NLL.
 *
 * @param logDensityOf  `logDensity` of the build that the network is of
 */
export async function excessNats(
  logDensityOf: typeof logDensity,
  network: ScoreNetwork,
  name: DensityName,
  count: number,
): Promise<Float64Array> {
  const rows = densities[name].sample(count, { seed: SEEDS.test });
  const exact = densities[name].logDensity(rows);
  const { logDensity: model } = await logDensityOf(network, rows);
  return exact.map((value, k) => value - model[k]);
}
