import { exp, log } from "../../numerics/math.ts";

/** ln(σ/√(d² + σ²)): along it, errors at any σ count alike in nats. */
export function placeOf(sigma: number, deviation: number): number {
  const ratio = deviation / sigma;
  return -0.5 * log(1 + ratio * ratio);
}

/** The way back. */
export function sigmaAt(place: number, deviation: number): number {
  return deviation / Math.sqrt(exp(-2 * place) - 1);
}

/** Levels between two ends. */
export interface LevelRange {
  sigmaMin: number;
  sigmaMax: number;
  /** d: the data's deviation */
  deviation: number;
}

/** ∫ dσ/(σ(1 + σ²/d²)) between the ends. */
export function lengthOf({ sigmaMin, sigmaMax, deviation }: LevelRange): number {
  return placeOf(sigmaMax, deviation) - placeOf(sigmaMin, deviation);
}
