import { cos, sin } from "../numerics/trigonometry.ts";
import { defineDensity } from "./density.ts";
import { curveNodes, logGaussianSum } from "./quadrature.ts";

function roll(t: number): [number, number] {
  return [(t * cos(t)) / 5, (t * sin(t)) / 5];
}

const FROM = 1.5 * Math.PI;
const TO = 4.5 * Math.PI;
const SD = 0.2;

/**
 * scikit-learn's make_swiss_roll(noise = 1), first and third column, divided by 5, as in FFJORD:
 * (t cos t, t sin t)/5 with t uniform on [1.5π, 4.5π], N(0, 0.2²I) added.
 */
export const swissroll = /* @__PURE__ */ defineDensity({
  name: "swissroll",
  entropy: 2.669646174,
  draw(random) {
    const [x, y] = roll(FROM + (TO - FROM) * random.uniform());
    return [x + SD * random.normal(), y + SD * random.normal()];
  },
  prepare() {
    const nodes = curveNodes(FROM, TO, 68, roll, () => 1 / (TO - FROM));
    return logGaussianSum(nodes, SD);
  },
});
