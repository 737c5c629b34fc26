import { exp, expm1 } from "../../../numerics/math.ts";
import { combine, score } from "../../chain/moves.ts";
import { operation, type Integrator, type Operation } from "./integrator.ts";

/**
 * A step by a word over three maps, each of which is solved exactly (Leimkuhler & Matthews 2013, "Rational construction of
 * stochastic numerical methods for molecular sampling", Applied Mathematics Research eXpress 2013(1)):
 *
 *     A: x ← x + h·p     B: p ← p + h·score(x, σ)     O: p ← c·p + √(T(1 − c²))·z, c = e^(−γh)
 *
 * with h divided by how often the word has the letter. Every B is preceded by a score where x has moved since the last one.
 */
// @__NO_SIDE_EFFECTS__
export function splitting(word: string): Integrator {
  const letters = [...word];
  return {
    momentum: true,
    usual: 0.25,
    operations({ sigma, stepSize, friction, temperature }) {
      const share = (letter: string): number => stepSize / letters.filter((other) => other === letter).length;
      const operations: Operation[] = [];
      let [current, draw] = [true, 0];
      for (const letter of letters)
        if (letter === "A") {
          operations.push(operation(combine("x", { x: 1, momentum: share("A") })));
          current = false;
        } else if (letter === "B") {
          if (!current) operations.push(operation(score(sigma)));
          operations.push(operation(combine("momentum", { momentum: 1, score: share("B") })));
          current = true;
        } else {
          const decay = friction * share("O");
          const noise = Math.sqrt(-temperature * expm1(-2 * decay));
          operations.push(operation(combine("momentum", { momentum: exp(-decay) }, noise), { draw: draw++ }));
        }
      // Where A comes first, the next step's B asks for its own
      if (!current && letters.indexOf("B") < letters.indexOf("A")) operations.push(operation(score(sigma)));
      return operations;
    },
  };
}
