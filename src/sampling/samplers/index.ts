// Every sampler, a line each: what is exported here is public, and in the registry (registry.ts).
export { ancestral, type AncestralOptions } from "./ancestral.ts";
export { annealedLangevin, type AnnealedLangevinOptions } from "./annealed-langevin.ts";
export { consistentAnnealed, type ConsistentAnnealedOptions } from "./consistent-annealed.ts";
export { ddim, type DdimOptions } from "./ddim.ts";
export { dormandPrinceOde, type DormandPrinceOptions } from "./dormand-prince-ode.ts";
export { dpmSolverPlusPlus, type DpmSolverOptions } from "./dpm-solver.ts";
export { eulerOde } from "./euler-ode.ts";
export { heunOde, type HeunOptions } from "./heun-ode.ts";
export { langevin, type LangevinOptions } from "./langevin.ts";
export { ncsnLangevin, type NcsnLangevinOptions } from "./ncsn-langevin.ts";
export { predictorCorrector, type PredictorCorrectorOptions } from "./predictor-corrector.ts";
export { reverseSde, type ReverseSdeOptions } from "./reverse-sde.ts";
export { thetaAdams, type ThetaAdamsOptions } from "./theta-adams.ts";
