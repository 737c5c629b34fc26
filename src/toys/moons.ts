import { cos, sin } from "../numerics/trigonometry.ts";
import { defineDensity } from "./density.ts";
import { curveNodes, logGaussianSum } from "./quadrature.ts";

/** Outer moon (2 cos t − 1, 2 sin t − 0.2), inner moon (1 − 2 cos t, 0.8 − 2 sin t), 0 ≤ t ≤ π. */
function outer(t: number): [number, number] {
  return [2 * cos(t) - 1, 2 * sin(t) - 0.2];
}

function inner(t: number): [number, number] {
  return [1 - 2 * cos(t), 0.8 - 2 * sin(t)];
}

const SD = 0.2;

/**
 * scikit-learn's make_moons(noise = 0.1)·2 + (−1, −0.2), as in FFJORD: either moon with probability ½, t uniform on
 * [0, π] (where make_moons takes equal steps), N(0, 0.2²I) added.
 */
export const moons = /* @__PURE__ */ defineDensity({
  name: "moons",
  entropy: 2.393879196,
  draw(random) {
    const t = Math.PI * random.uniform();
    const [x, y] = random.uniform() < 0.5 ? outer(t) : inner(t);
    return [x + SD * random.normal(), y + SD * random.normal()];
  },
  prepare() {
    const [a, b] = [outer, inner].map((moon) => curveNodes(0, Math.PI, 16, moon, () => 0.5 / Math.PI));
    const join = (key: "x" | "y" | "weight"): Float64Array => Float64Array.of(...a[key], ...b[key]);
    return logGaussianSum({ x: join("x"), y: join("y"), weight: join("weight") }, SD);
  },
});
