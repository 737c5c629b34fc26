import type { Combination, Particles, Register } from "../../engine/index.ts";
import { invalid } from "../../support/errors.ts";
import type { Move, RegisterName } from "./moves.ts";

/** Which array of the particles each of a sampler's names is: "x" first. */
export class Registers {
  private readonly names: readonly RegisterName[];
  private readonly where: string;

  constructor(where: string, others: readonly RegisterName[]) {
    this.where = where;
    this.names = ["x", ...others];
  }

  get count(): number {
    return this.names.length;
  }

  /** @throws LangevinError "invalid-argument" for a name the sampler does not have */
  of(name: RegisterName): Register {
    const register = this.names.indexOf(name);
    if (register < 0) throw invalid(this.where, `a register of ${this.names.join(", ")}`, name);
    return register;
  }

  /** The sum that the particles make in one pass. */
  combination({ into, terms, noise }: Extract<Move, { kind: "combine" }>): Combination {
    const parts = Object.entries(terms).map(([name, coefficient]) => [coefficient, this.of(name)] as const);
    const target = this.of(into);
    if (parts.length < 1 || parts.length > 3)
      throw invalid(this.where, "a sum of one to three registers", parts.length);
    // The kernel reads the third where it has already written
    if (parts.length === 3 && parts[2][1] === target && parts[2][0] !== 0)
      throw invalid(this.where, `a sum into ${into} in which ${into} is not the third`, Object.keys(terms).join(" + "));
    return { into: target, terms: parts, noise };
  }

  overwrite({ into, from }: Extract<Move, { kind: "overwrite" }>): Parameters<Particles["overwrite"]>[0] {
    return { into: this.of(into), from: this.of(from) };
  }
}
