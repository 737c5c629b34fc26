import { log } from "../numerics/math.ts";
import { defineDensity } from "./density.ts";

/**
 * FFJORD's checkerboard: x₁ = 4u − 2, x₂ = u' − 2·Bern(½) + (⌊x₁⌋ mod 2), both times 2: density 1/32 on the eight
 * squares of side 2 in [−4, 4)² whose column and row have equal parity, 0 (−∞ in logarithms) elsewhere.
 *
 * Draws are multiples of 2⁻²², which f32 holds exactly: a model's f32 rounds none out of its square.
 */
export const checkerboard = /* @__PURE__ */ defineDensity({
  name: "checkerboard",
  entropy: 5 * Math.LN2,
  bounded: true,
  draw(random) {
    const x1 = 4 * coarse(random.uniform()) - 2;
    const parity = Math.floor(x1) & 1;
    const down = random.uniform() < 0.5 ? 2 : 0;
    return [2 * x1, 2 * (coarse(random.uniform()) - down + parity)];
  },
  prepare() {
    const inside = -log(32);
    return (x, y) => {
      const column = Math.floor(x / 2);
      const line = Math.floor(y / 2);
      const covered = column >= -2 && column < 2 && line >= -2 && line < 2 && ((column ^ line) & 1) === 0;
      return covered ? inside : -Infinity;
    };
  },
});

/** u in [0, 1), cut to 23 bits. */
function coarse(u: number): number {
  return Math.floor(u * 8388608) / 8388608;
}
