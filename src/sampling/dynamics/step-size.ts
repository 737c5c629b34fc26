import { exp, log, pow } from "../../numerics/math.ts";
import { LangevinError } from "../../support/errors.ts";
import { largestOf, type Curvature, type Curved } from "./curvature.ts";
import type { Integrator } from "./integrators/integrator.ts";
import type { Metropolis } from "./metropolis.ts";

/** The step of an integrator where h²k, or αk, is `stiffness`. */
export function stepOf({ momentum }: Integrator, stiffness: number, k: number): number {
  return momentum ? Math.sqrt(stiffness / k) : stiffness / k;
}

/** h²k and αk from which steps grow without end. */
const STABLE = 4;

/** The first step that is unstable where −ln p has curvature k; ∞ where it has none. */
export function stepLimit(integrator: Integrator, k: number): number {
  return stepOf(integrator, STABLE, k);
}

/** What the bound is, for messages. */
export function limitSentence(integrator: Integrator, { k, chain }: Curved): string {
  const rounded = (value: number): number => Number(value.toPrecision(3));
  const formula = integrator.momentum ? "2/√k" : "4/k";
  return `${rounded(stepLimit(integrator, k))} = ${formula}, k = ${rounded(k)} the curvature of −ln p where chain ${chain} began`;
}

/** A step for the next step, asked for before each of the burn-in, and once after it. */
export interface Tuner {
  next(step: number): Promise<number> | number;
}

/** @throws LangevinError "invalid-argument" where there is no curvature to go by */
function checkCurved(where: string, k: number): void {
  if (!(k > 0 && k < Infinity))
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected stepSize, as −ln p has no curvature where the chains are, got ${k}`,
    );
}

/** When the curvature is measured again: at steps 1, 2, 4, 8, … and at each tenth of the burn-in. */
function isDue(step: number, burnIn: number): boolean {
  return step > 0 && ((step & (step - 1)) === 0 || step % Math.ceil(burnIn / 10) === 0 || step === burnIn);
}

/**
 * The integrator's usual part of the largest stable step: by the curvature where the chains are, or were lately, in the first
 * half of the burn-in; by the largest met in the second half at its end.
 */
export class CurvatureTuner implements Tuner {
  private readonly where: string;
  private readonly integrator: Integrator;
  private readonly curvature: Curvature;
  private readonly burnIn: number;
  private largest = 0;
  private stepSize = NaN;

  constructor(where: string, integrator: Integrator, curvature: Curvature, burnIn: number, atStart: Curved) {
    this.where = where;
    this.integrator = integrator;
    this.curvature = curvature;
    this.burnIn = burnIn;
    this.use(atStart.k);
  }

  async next(step: number): Promise<number> {
    if (isDue(step, this.burnIn)) {
      const { k } = largestOf(await this.curvature.measure());
      const inFirstHalf = 2 * step < this.burnIn;
      this.largest = Math.max(k, inFirstHalf ? this.largest / 4 : this.largest); // it falls as chains come in from afar
      this.use(this.largest);
    }
    return this.stepSize;
  }

  private use(k: number): void {
    checkCurved(this.where, k);
    this.stepSize = stepOf(this.integrator, this.integrator.usual, k);
  }
}

/** Acceptance at which MALA moves fastest in many dimensions (Roberts & Rosenthal 1998, JRSS B 60(1)). */
const BEST_ACCEPTANCE = 0.574;

/** Share of the states that the largest step is for. */
const MOST_STATES = 0.95;

/**
 * Robbins & Monro's recursion ln α ← ln α + gₙ·(acceptance − 0.574), gₙ = 4(n + 10)^−0.6, of all chains together; in the end the
 * mean of ln α over the second half of the burn-in. It begins at α = 2.72·D^(−1/3)/k, which gives 0.574 for a normal.
 *
 * In few dimensions 0.574 may ask for steps that overshoot where −ln p is most curved, and a chain that gets there stays. So α
 * is at most 4/k in 95 % of the states in which the second half measures k.
 */
export class AcceptanceTuner implements Tuner {
  private readonly metropolis: Metropolis;
  private readonly curvature: Curvature;
  private readonly burnIn: number;
  private readonly curvatures: number[] = [];
  private logStep: number;
  private sum = 0;
  private count = 0;

  constructor(where: string, metropolis: Metropolis, curvature: Curvature, burnIn: number, { k }: Curved) {
    checkCurved(where, k);
    this.metropolis = metropolis;
    this.curvature = curvature;
    this.burnIn = burnIn;
    this.logStep = log(2.72 / k) - log(curvature.dim) / 3;
  }

  async next(step: number): Promise<number> {
    if (step > 0) {
      this.logStep += 4 * pow(step + 10, -0.6) * (this.metropolis.expected - BEST_ACCEPTANCE);
      if (2 * step >= this.burnIn) {
        this.sum += this.logStep;
        this.count++;
        if (isDue(step, this.burnIn)) this.curvatures.push(...(await this.curvature.measure()));
      }
    }
    if (step < this.burnIn) return exp(this.logStep);
    const found = this.curvatures.sort((a, b) => a - b);
    const curved = found[Math.floor(MOST_STATES * (found.length - 1))];
    return Math.min(exp(this.sum / this.count), STABLE / curved);
  }
}
