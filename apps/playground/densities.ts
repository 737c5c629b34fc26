import { gaussianMixture } from "langevin";
import { densities as toys, type Density2D, type DensityName as ToyName } from "langevin/toys";
import { moonOf, nearestCenter, nearestRadius, squareOf, type Modes } from "./modes.ts";

/** A density that the page offers by name. */
export interface PageDensity extends Pick<Density2D, "sample" | "logDensity" | "entropy"> {
  label: string;
  /** What rows belong to; none where the density has no parts that stand apart. */
  modes?: Modes;
}

interface Hill {
  weight: number;
  center: readonly [number, number];
  deviation: number;
}

/** Σ weight·N(center, deviation²I); its entropy from a sum over a fine grid. */
function hills(label: string, entropy: number, parts: readonly Hill[]): PageDensity {
  const weights = parts.map(({ weight }) => weight);
  const { sample, logDensity } = gaussianMixture({
    weights,
    means: parts.map(({ center }) => center),
    variance: parts.map(({ deviation }) => deviation * deviation),
  });
  const centers = parts.map(({ center }) => center);
  const deviations = parts.map(({ deviation }) => deviation);
  return { label, entropy, sample, logDensity, modes: { shares: weights, of: nearestCenter(centers, deviations) } };
}

function toy(name: ToyName, label: string, modes?: Modes): PageDensity {
  const { sample, logDensity, entropy } = toys[name];
  return { label, sample, logDensity, entropy, ...(modes && { modes }) };
}

/** So many modes, each as probable. */
function equal(count: number, of: Modes["of"]): Modes {
  return { shares: Array.from({ length: count }, () => 1 / count), of };
}

const circle = Array.from({ length: 8 }, (_, k): [number, number] => {
  const angle = (k * Math.PI) / 4;
  return [(4 * Math.cos(angle)) / 1.414, (4 * Math.sin(angle)) / 1.414];
});
const grid = Array.from({ length: 25 }, (_, k): [number, number] => [2 * Math.floor(k / 5) - 4, 2 * (k % 5) - 4]);

/** The library's test densities, and two that show what samplers do to the weights of modes. */
export const densities = {
  moons: toy("moons", "Two moons", equal(2, moonOf)),
  unequal: hills("Unequal hills, .8 and .2", 1.951911195, [
    { weight: 0.8, center: [-2, 0], deviation: 0.5 },
    { weight: 0.2, center: [2, 0], deviation: 0.5 },
  ]),
  island: hills("A far island", 2.967077592, [
    { weight: 0.95, center: [0, 0], deviation: 1 },
    { weight: 0.05, center: [8, 6], deviation: 0.5 },
  ]),
  "8gaussians": toy("8gaussians", "Eight hills", equal(8, nearestCenter(circle))),
  "25gaussians": toy("25gaussians", "25 dots", equal(25, nearestCenter(grid))),
  checkerboard: toy("checkerboard", "Checkerboard", equal(8, squareOf)),
  circles: toy("circles", "Two circles", equal(2, nearestRadius([3, 1.5]))),
  rings: toy("rings", "Four rings", equal(4, nearestRadius([3, 2.25, 1.5, 0.75]))),
  swissroll: toy("swissroll", "Swiss roll"),
  "2spirals": toy("2spirals", "Two spirals"),
} as const satisfies Record<string, PageDensity>;

export type DensityName = keyof typeof densities;

export function isDensityName(name: unknown): name is DensityName {
  return typeof name === "string" && Object.hasOwn(densities, name);
}

/** The density of a name, as one of all. */
export function densityOf(name: DensityName): PageDensity {
  return densities[name];
}
