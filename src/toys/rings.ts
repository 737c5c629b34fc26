import { log, logSumExp } from "../numerics/math.ts";
import { cos, sin } from "../numerics/trigonometry.ts";
import { logScaledBesselI0 } from "./bessel.ts";
import { defineDensity, type Density2D } from "./density.ts";

/**
 * Circles about 0 of the given radii, each as probable, a uniform angle, N(0, sd²I) added.
 *
 * On a circle of radius R the angle integrates to
 * p(r) = exp(−(r² + R²)/(2·sd²))·I₀(r·R/sd²)/(2π·sd²), and r² + R² = (r − R)² + 2rR leaves the scaled I₀.
 */
function concentric(name: string, radii: readonly number[], sd: number, entropy: number): Density2D {
  return defineDensity({
    name,
    entropy,
    draw(random) {
      const radius = radii[Math.floor(random.uniform() * radii.length)];
      const angle = 2 * Math.PI * random.uniform();
      return [radius * cos(angle) + sd * random.normal(), radius * sin(angle) + sd * random.normal()];
    },
    prepare() {
      const logNorm = log(2 * Math.PI * sd * sd * radii.length);
      const logs = new Float64Array(radii.length);
      return (x, y) => {
        const r = Math.sqrt(x * x + y * y);
        radii.forEach((radius, k) => {
          const gap = (r - radius) / sd;
          logs[k] = (-gap * gap) / 2 + logScaledBesselI0((r * radius) / (sd * sd));
        });
        return logSumExp(logs) - logNorm;
      };
    },
  });
}

/** scikit-learn's make_circles(factor = 0.5, noise = 0.08)·3, as in FFJORD: radii 3 and 1.5, sd 0.24. */
export const circles = /* @__PURE__ */ concentric("circles", [3, 1.5], 0.24, 3.268135712);

/** FFJORD's rings: radii 3, 2.25, 1.5, 0.75, sd 0.08. */
export const rings = /* @__PURE__ */ concentric("rings", [3, 2.25, 1.5, 0.75], 0.08, 2.62318277);
