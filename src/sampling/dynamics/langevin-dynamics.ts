import { resolve } from "../../models/resolve.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { LangevinError } from "../../support/errors.ts";
import { readOptions } from "../../support/options.ts";
import { ChainsRun } from "./chains.ts";
import { langevinDynamicsOptions, settle, type LangevinDynamicsOptions } from "./options.ts";
import { runChains, startOf } from "./run-chains.ts";

/**
 * Chains of Langevin dynamics over any score, at one σ: `dx = p dt, dp = score(x, σ) dt − γp dt + √(2γT) dW` with unit mass, or
 * its limit without momenta. They sample p^(1/T); T = 1 is the density itself. Of a score `x => −∇U(x)` of your own that is
 * e^(−U/T).
 *
 * | integrator              | step                                                        | on a normal of variance 1/k, a = h²k or αk  |
 * | ----------------------- | ----------------------------------------------------------- | ------------------------------------------- |
 * | `"baoab"`               | half kick, half drift, friction, half drift, half kick      | ⟨x²⟩ = 1/k, ⟨p²⟩ = 1 − a/4                  |
 * | `"obabo"`               | half friction, half kick, drift, half kick, half friction   | ⟨x²⟩ = 1/(k(1 − a/4)), ⟨p²⟩ = 1             |
 * | `"aboba"`               | half drift, half kick, friction, half kick, half drift      | ⟨x²⟩ = 1/k, ⟨p²⟩ = 1/(1 − a/4)              |
 * | `"gjf"`                 | Grønbech-Jensen & Farago 2013                               | ⟨x²⟩ = 1/k, ⟨p²⟩ = 1 − a/4                  |
 * | `"leimkuhler-matthews"` | `x + (α/2)·score + ½√(αT)·(zₙ + zₙ₊₁)`                      | ⟨x²⟩ = 1/k                                  |
 * | `"euler-maruyama"`      | `x + (α/2)·score + √(αT)·z`                                 | ⟨x²⟩ = 1/(k(1 − a/4))                       |
 *
 * One score a step; all are stable for a < 4. Sources: Leimkuhler & Matthews 2013 (Applied Mathematics Research eXpress 2013(1));
 * each one's file has its formula. With `metropolis` Euler & Maruyama's step is a proposal (MALA) and no step size has an error:
 * its acceptance takes the model's `logDensity` where it has one, else the score's integral by Simpson's rule, for two scores
 * a step. A network's score is no gradient to the last digit, so that MALA on one is exact only as far as it is.
 *
 * Without `stepSize` a step is found in the burn-in and kept: with metropolis the one of acceptance 0.574; else that of
 * a = 1/4 with momenta, 1 for `"leimkuhler-matthews"` and 1/5 for `"euler-maruyama"`, k the largest curvature of −ln p that the
 * chains meet in its second half. It is then all chains' together; with a `stepSize` a chain depends on no other.
 *
 * @param model  anything with a score; a network runs inside WebAssembly. States, momenta and scores are f32
 * @returns a run: awaited, {@link Chains}; iterated, every kept state as it comes. Chain k depends on (model, options, step size,
 *   seed, offset + k) only
 * @throws LangevinError "invalid-argument" for options, at once; for a step that is unstable where a chain begins, with the bound;
 *   "diverged" naming chain, step and bound, also for a chain that never accepts; "invalid-data"; "disposed"
 *
 * @example
 * ```ts
 * import { langevinDynamics } from "langevin";
 * import { summarizeChains } from "langevin/metrics";
 *
 * const quartic = { dim: 1, score: (x: Float32Array) => x.map((value) => -(value ** 3)) }; // U = x⁴/4
 * const { states, chains, dim, acceptance } = await langevinDynamics(quartic, { metropolis: true, steps: 2000, seed: 1 });
 * console.log(acceptance, summarizeChains(states.map((x) => x * x), { chains, dim })); // ⟨x²⟩ near 0.676
 * ```
 */
export function langevinDynamics(model: ScoreModel, options: LangevinDynamicsOptions = {}): ChainsRun {
  const where = "langevinDynamics";
  const evaluator = resolve(where, model);
  const settings = settle(where, evaluator, readOptions(where, options, langevinDynamicsOptions));
  if (evaluator.coupled)
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected a network with a score, got one trained with coupling "${evaluator.coupled}", which gives the velocity of an ODE alone`,
    );
  const start = startOf(where, evaluator, settings);
  return new ChainsRun(runChains(where, evaluator, settings, start));
}
