/**
 * Runge–Kutta 5(4) of Dormand & Prince 1980 (J. Comput. Appl. Math. 6, table 2, RK5(4)7M):
 * `k_i = f(s + nodes[i]·h, y + h·Σ_j weights[i][j]·k_j)`. The last stage is taken at the step's end, y + h·Σ weights[6][j]·k_j
 * of order 5, and is the next step's first.
 */
export const nodes: readonly number[] = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1];

export const weights: readonly (readonly number[])[] = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];

/** Order 5 less order 4: h·Σ errorWeights[j]·k_j estimates the error of the latter. */
export const errorWeights: readonly number[] = [
  71 / 57600,
  0,
  -71 / 16695,
  71 / 1920,
  -17253 / 339200,
  22 / 525,
  -1 / 40,
];
