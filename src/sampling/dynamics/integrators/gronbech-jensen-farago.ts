import { combine, score } from "../../chain/moves.ts";
import { operation, type Integrator } from "./integrator.ts";

/**
 * Grønbech-Jensen & Farago 2013 (Molecular Physics 111(8), equations 21 and 22; unit mass). With b = 1/(1 + γh/2),
 * a = (1 − γh/2)·b, s = score(x, σ), s' that after the step, and one β = √(2γhT)·z for both lines:
 *
 *     x ← x + b·h·p + (b·h²/2)·s + (b·h/2)·β
 *     p ← a·p + (h/2)·(a·s + s') + b·β
 */
export const gronbechJensenFarago: Integrator = {
  momentum: true,
  usual: 0.25,
  operations({ sigma, stepSize: h, friction, temperature }) {
    const b = 1 / (1 + (friction * h) / 2);
    const a = (1 - (friction * h) / 2) * b;
    const beta = Math.sqrt(2 * friction * h * temperature);
    return [
      operation(combine("x", { x: 1, momentum: b * h, score: (b * h * h) / 2 }, ((b * h) / 2) * beta)),
      operation(combine("momentum", { momentum: a, score: (a * h) / 2 }, b * beta)), // the same normals
      operation(score(sigma)),
      operation(combine("momentum", { momentum: 1, score: h / 2 })),
    ];
  },
};
