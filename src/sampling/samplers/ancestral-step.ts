import { drift, type Move } from "../chain/moves.ts";

/**
 * From σ to σ' with the part η of the noise drawn anew: with D = denoised(x, σ),
 *
 *     x ← D + (σ_down/σ)·(x − D) + σ_up·z,   σ_up = min(σ', η·√(σ'²(σ² − σ'²)/σ²)),   σ_down = √(σ'² − σ_up²).
 *
 * η = 0 is an Euler step of the probability-flow ODE, η = 1 draws from the exact posterior of DDPM, whatever its scaling.
 */
export function ancestralStep({ sigma, next }: { sigma: number; next: number }, eta: number): Move[] {
  // Differences of squares as products: never below 0, whatever is rounded
  const posterior = (next / sigma) * Math.sqrt((sigma - next) * (sigma + next));
  const up = Math.min(next, eta * posterior);
  const down = Math.sqrt((next - up) * (next + up));
  // D + (down/σ)(x − D) = x + (1 − down/σ)·σ²·score
  return drift(sigma, (sigma - down) * sigma, up);
}
