export { coverage, type CoverageOptions } from "./coverage.ts";
export { energyDistance, type EnergyDistanceOptions } from "./energy.ts";
export { nearestDistances, type NearestOptions } from "./nearest.ts";
export type { RowMetric } from "../numerics/row-distance.ts";
export { slicedWasserstein, type SlicedWassersteinOptions } from "./sliced-wasserstein.ts";
export { wasserstein, type WassersteinOptions } from "./wasserstein.ts";
