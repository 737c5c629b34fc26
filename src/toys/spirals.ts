import { exp, log, logSumExp } from "../numerics/math.ts";
import { cos, sin } from "../numerics/trigonometry.ts";
import { defineDensity } from "./density.ts";
import { logNormalInterval } from "./normal-interval.ts";
import { curveNodes, CUTOFF } from "./quadrature.ts";

const SD = 0.1;
const TURN = 3 * Math.PI;
/** Side of the square over which a point of the arm is spread, in units of SD. */
const WIDTH = 1 / 6 / SD;

function arm(n: number): [number, number] {
  return [(-n * cos(n)) / 3, (n * sin(n)) / 3];
}

/**
 * FFJORD's two spirals: n = 3π√u, ±((−n cos n + u'/2)/3, (n sin n + u''/2)/3), either sign with probability ½, and
 * N(0, 0.1²I) added.
 *
 * Given n and the sign, each coordinate is uniform on 1/6 plus a normal deviate; n has the density 2n/(3π)².
 */
export const twoSpirals = /* @__PURE__ */ defineDensity({
  name: "2spirals",
  entropy: 2.645450284,
  perDensity: 200_000,
  draw(random) {
    const [x, y] = arm(TURN * Math.sqrt(random.uniform()));
    const sign = random.uniform() < 0.5 ? 1 : -1;
    return [
      sign * (x + random.uniform() / 6) + SD * random.normal(),
      sign * (y + random.uniform() / 6) + SD * random.normal(),
    ];
  },
  prepare() {
    const nodes = curveNodes(0, TURN, 75, arm, (n) => n / (TURN * TURN));
    // Middles of the squares, in units of SD, of either arm.
    const middles = (along: Float64Array): Float64Array =>
      Float64Array.of(...along.map((v) => v / SD + WIDTH / 2), ...along.map((v) => -v / SD - WIDTH / 2));
    const u = middles(nodes.x);
    const v = middles(nodes.y);
    const logWeights = Float64Array.of(...nodes.weight, ...nodes.weight).map(log);
    const logSpread = tabulatedLogSpread();
    const squared = new Float64Array(u.length);
    const logNorm = 2 * log(SD * WIDTH);
    return (x, y) => {
      let least = Infinity;
      for (let k = 0; k < u.length; k++) {
        const dx = x / SD - u[k];
        const dy = y / SD - v[k];
        squared[k] = dx * dx + dy * dy;
        if (squared[k] < least) least = squared[k];
      }
      // The mean of e^(−d²/2) over a square is at least e^(−middle²/2 − ¼), at most e^(−(middle − half diagonal)²/2).
      const reach = Math.sqrt(least + 2 * CUTOFF) + WIDTH * Math.SQRT1_2;
      const logs: number[] = [];
      for (let k = 0; k < u.length; k++)
        if (squared[k] < reach * reach) logs.push(logWeights[k] + logSpread(x / SD - u[k]) + logSpread(y / SD - v[k]));
      return logSumExp(logs) - logNorm;
    };
  },
});

/** ln(Φ(d + WIDTH/2) − Φ(d − WIDTH/2)): WIDTH times the density at d of a normal deviate plus one uniform on ±WIDTH/2. */
export function logSpreadAt(d: number): number {
  return logNormalInterval(d - WIDTH / 2, d + WIDTH / 2);
}

const STEPS_PER_UNIT = 64;
const TABLE_END = 20;

/** {@link logSpreadAt} by cubic Hermite interpolation: error below 1e-10 up to |d| = 20, exact further out. */
export function tabulatedLogSpread(): (d: number) => number {
  const size = TABLE_END * STEPS_PER_UNIT + 1;
  const values = new Float64Array(size);
  const slopes = new Float64Array(size); // per step
  for (let i = 0; i < size; i++) {
    const d = i / STEPS_PER_UNIT;
    const density = (z: number): number => exp((-z * z) / 2 - values[i]) / Math.sqrt(2 * Math.PI);
    values[i] = logSpreadAt(d);
    slopes[i] = (density(d + WIDTH / 2) - density(d - WIDTH / 2)) / STEPS_PER_UNIT;
  }
  return (d) => {
    const at = Math.abs(d) * STEPS_PER_UNIT;
    if (at >= size - 1) return logSpreadAt(d);
    const i = Math.floor(at);
    const t = at - i;
    const rise = values[i + 1] - values[i];
    const bend = (1 - t) * (slopes[i] - rise) - t * (slopes[i + 1] - rise);
    return values[i] + t * (rise + (1 - t) * bend);
  };
}
