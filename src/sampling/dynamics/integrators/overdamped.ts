import { combine, score } from "../../chain/moves.ts";
import { operation, type Integrator } from "./integrator.ts";

/** x ← x + (α/2)·score(x, σ) + √(αT)·z (Euler & Maruyama; unadjusted Langevin, Roberts & Tweedie 1996). */
export const eulerMaruyama: Integrator = {
  momentum: false,
  usual: 0.2,
  operations: ({ sigma, stepSize, temperature }) => [
    operation(combine("x", { x: 1, score: stepSize / 2 }, Math.sqrt(stepSize * temperature))),
    operation(score(sigma)),
  ],
};

/**
 * x ← x + (α/2)·score(x, σ) + ½√(αT)·(zₙ + zₙ₊₁): every normal is shared by two steps (Leimkuhler & Matthews 2013, BAOAB's
 * limit of infinite friction). A later step draws zₙ₊₁ again from its address, so that the state is x alone.
 */
export const leimkuhlerMatthews: Integrator = {
  momentum: false,
  usual: 1,
  operations({ sigma, stepSize, temperature }) {
    const noise = Math.sqrt(stepSize * temperature) / 2;
    return [
      operation(combine("x", { x: 1, score: stepSize / 2 }, noise)),
      operation(combine("x", { x: 1 }, noise), { ahead: 1 }),
      operation(score(sigma)),
    ];
  },
};
