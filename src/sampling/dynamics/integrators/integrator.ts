import type { Move } from "../../chain/moves.ts";

/** A move, and which normals it draws: those at the address (draw, step + ahead). */
export interface Operation {
  readonly move: Move;
  readonly draw: number;
  readonly ahead: number;
}

/** What a step depends on. */
export interface StepSettings {
  readonly sigma: number;
  /** h with momenta, α without. */
  readonly stepSize: number;
  /** γ */
  readonly friction: number;
  /** T */
  readonly temperature: number;
}

/** One step of a chain as moves over the registers "x", "score" and, with momenta, "momentum". */
export interface Integrator {
  /** With momenta the step is a time h and what decides about stability is h²k; without, a variance α and αk. */
  readonly momentum: boolean;
  /** h²k, or αk, of the step that is chosen where none is given; 4 and more is unstable. */
  readonly usual: number;
  /** The step's operations, all steps the same. "score" is that of x before the first; what a step needs of it, it leaves. */
  operations(settings: StepSettings): readonly Operation[];
}

export function operation(move: Move, { draw = 0, ahead = 0 } = {}): Operation {
  return { move, draw, ahead };
}
