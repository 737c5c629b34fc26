import { type Particles } from "../../engine/index.ts";
import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { isPromise } from "../../support/after.ts";
import type { Pacer } from "../../support/pacer.ts";
import type { RegisterName } from "../chain/moves.ts";
import type { Registers } from "../chain/registers.ts";
import type { Operation } from "./integrators/integrator.ts";

export interface WalkersParts {
  evaluator: Evaluator;
  particles: Particles;
  registers: Registers;
  pacer: Pacer;
  /** Throws where something was disposed while the event loop had its turn. */
  check(): void;
}

/** The states of all chains, and the moves they make together. */
export class Walkers {
  readonly chains: number;
  readonly dim: number;
  /** Scores that each chain has taken. */
  evaluations = 0;
  private readonly where: string;
  private readonly parts: WalkersParts;

  constructor(where: string, parts: WalkersParts) {
    this.where = where;
    this.parts = parts;
    this.chains = parts.particles.count;
    this.dim = parts.particles.dim;
  }

  /** All rows of a register, a copy. */
  rows(register: RegisterName): Float32Array {
    const { particles, registers } = this.parts;
    return particles.rows(0, this.chains, registers.of(register));
  }

  /** All rows of a register ← values. */
  replace(register: RegisterName, values: ArrayLike<number>): void {
    this.parts.particles.replace(0, values, this.parts.registers.of(register));
  }

  /** Every chain's operation of step `step`. */
  async perform({ move, draw, ahead }: Operation, step: number): Promise<void> {
    if (move.kind === "combine") {
      const { particles, registers } = this.parts;
      particles.combine(registers.combination(move), this.all, { level: draw, step: step + ahead });
    } else if (move.kind === "score") await this.score(move.of, move.into, move.sigma);
  }

  /** into ← score(of, σ), some rows at a time. */
  async score(of: RegisterName, into: RegisterName, sigma: number): Promise<void> {
    const { evaluator, particles, registers, pacer, check } = this.parts;
    const move = { of: registers.of(of), into: registers.of(into), sigma };
    const most = evaluator.rowsAtOnce(1);
    for (let begin = 0; begin < this.chains; begin += most) {
      const part = { begin, end: Math.min(this.chains, begin + most) };
      const pending = evaluator.score(this.where, particles, part, move);
      if (isPromise(pending)) await pending;
      if (!pacer.due) continue;
      await pacer.pause();
      check();
    }
    this.evaluations++;
  }

  /** The first chain whose x is not finite, or −1. */
  firstNonFinite(): number {
    return this.parts.particles.firstNonFinite();
  }

  private get all(): { begin: number; end: number } {
    return { begin: 0, end: this.chains };
  }
}
