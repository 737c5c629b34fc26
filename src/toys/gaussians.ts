import { log, logSumExp } from "../numerics/math.ts";
import { cos, sin } from "../numerics/trigonometry.ts";
import { defineDensity, type Density2D } from "./density.ts";

/** Σ_k N(center_k, sd²I)/K. */
function equalGaussians(name: string, sd: number, entropy: number, centers: [number, number][]): Density2D {
  return defineDensity({
    name,
    entropy,
    draw(random) {
      const [x, y] = centers[Math.floor(random.uniform() * centers.length)];
      return [x + sd * random.normal(), y + sd * random.normal()];
    },
    prepare() {
      const logNorm = log(2 * Math.PI * sd * sd * centers.length);
      const logs = new Float64Array(centers.length);
      return (x, y) => {
        centers.forEach(([cx, cy], k) => {
          const dx = (x - cx) / sd;
          const dy = (y - cy) / sd;
          logs[k] = -(dx * dx + dy * dy) / 2;
        });
        return logSumExp(logs) - logNorm;
      };
    },
  });
}

/** FFJORD's eight Gaussians: (4(cos kπ/4, sin kπ/4) + 0.5z)/1.414. */
export const eightGaussians = /* @__PURE__ */ equalGaussians(
  "8gaussians",
  0.5 / 1.414,
  2.831880406,
  Array.from({ length: 8 }, (_, k) => [(4 * cos((k * Math.PI) / 4)) / 1.414, (4 * sin((k * Math.PI) / 4)) / 1.414]),
);

/** A grid {−4, −2, 0, 2, 4}² of deviation 0.05. */
export const twentyFiveGaussians = /* @__PURE__ */ equalGaussians(
  "25gaussians",
  0.05,
  0.065288344,
  Array.from({ length: 25 }, (_, k) => [2 * Math.floor(k / 5) - 4, 2 * (k % 5) - 4]),
);
