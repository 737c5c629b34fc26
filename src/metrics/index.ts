export { energyDistance, type EnergyDistanceOptions } from "./energy.ts";
export { nearestDistances, type NearestOptions, type RowMetric } from "./nearest.ts";
export { slicedWasserstein, type SlicedWassersteinOptions } from "./sliced-wasserstein.ts";
