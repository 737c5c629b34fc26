import type { Integrator, Operation } from "../../../src/sampling/dynamics/integrators/integrator.ts";

type Matrix = number[][];

const zeros = (rows: number, columns: number): Matrix => Array.from({ length: rows }, () => new Array(columns).fill(0));
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));
const transposed = (a: Matrix): Matrix => a[0].map((_, j) => a.map((row) => row[j]));
const sum = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((value, j) => value + b[i][j]));

/**
 * A step on s = −kx as a linear map u ← A·u + B·w: u holds x, the momentum, the score and this step's normals, w the next
 * step's. It reads the moves that the run performs, and nothing else.
 */
function linearMap(operations: readonly Operation[], k: number): { a: Matrix; b: Matrix } {
  const draws = Math.max(0, ...operations.map(({ draw }) => draw)) + 1;
  const [size, names] = [3 + draws, ["x", "momentum", "score"]];
  /** Each of u's entries as a sum over (u, w) of the beginning. */
  const forms = zeros(size, size + draws);
  for (let i = 0; i < size; i++) forms[i][i] = 1;
  for (const { move, draw, ahead } of operations)
    if (move.kind === "score")
      forms[names.indexOf(move.into)] = forms[names.indexOf(move.of)].map((value) => -k * value);
    else if (move.kind === "combine") {
      const form = new Array<number>(size + draws).fill(0);
      for (const [name, factor] of Object.entries(move.terms))
        forms[names.indexOf(name)].forEach((value, j) => (form[j] += factor * value));
      form[ahead === 0 ? 3 + draw : size + draw] += move.noise;
      forms[names.indexOf(move.into)] = form;
    } else throw new Error(move.kind);
  for (let draw = 0; draw < draws; draw++) {
    forms[3 + draw].fill(0);
    forms[3 + draw][size + draw] = 1;
  }
  return { a: forms.map((row) => row.slice(0, size)), b: forms.map((row) => row.slice(size)) };
}

/** Second moments of the stationary law, S = A·S·Aᵀ + B·Bᵀ by doubling, and x's autocorrelation by Aⁿ·S. */
export function stationary(integrator: Integrator, stepSize: number, k: number, friction = 1) {
  const { a, b } = linearMap(integrator.operations({ sigma: 1, stepSize, friction, temperature: 1 }), k);
  let [power, s] = [a, product(b, transposed(b))];
  for (let doubling = 0; doubling < 40; doubling++) {
    s = sum(s, product(product(power, s), transposed(power)));
    power = product(power, power);
  }
  return {
    x: s[0][0],
    p: s[1][1],
    xp: s[0][1],
    correlation(lag: number): number {
      let moved = s;
      for (let n = 0; n < lag; n++) moved = product(a, moved);
      return moved[0][0] / s[0][0];
    },
  };
}
