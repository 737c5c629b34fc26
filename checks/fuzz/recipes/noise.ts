import { code } from "../code.ts";
import { recipe } from "../recipe.ts";

const ends = { sigmaMax: 10, sigmaMin: 0.1 };
const vp = { betaMin: 0.1, betaMax: 20, tMin: 0.001 };
const ladder = [3, 1, 0.3];

export const noiseRecipes = [
  recipe("langevin.geometricSigmas(§)", [{ ...ends, count: 5 }]),
  recipe("langevin.linearSigmas(§)", [{ ...ends, count: 5 }]),
  recipe("langevin.karrasSigmas(§)", [{ ...ends, count: 5, rho: 7 }]),
  recipe("langevin.flowSigmas(§)", [{ count: 5, sigmaMax: 99 }]),
  recipe("langevin.veSde(§).sigmas(§)", [ends, 5]),
  recipe("langevin.vpSde(§).sigmas(§)", [vp, 5]),
  recipe("langevin.subVpSde(§).sigmas(§)", [vp, 5]),
  recipe("langevin.veSde(§).sigma(§)", [ends, 0.5]),
  recipe("sde.mean(§)", [0.5]),
  recipe("sde.sigma(§)", [0.5]),
  recipe("sde.varianceRate(§)", [0.5]),
  recipe("sde.sigmas(§)", [5]),
  recipe("langevin.langevinStepSize(§)", [{ sigmas: ladder, stepsPerSigma: 5 }]),
  recipe("langevin.predictGaussianStd(§)", [
    { sigmas: ladder, stepsPerSigma: 5, stepSize: 0.05, dataStd: 1, startVariance: 4, denoise: true },
  ]),
  recipe(
    "langevin.chooseSigmas(§, §)",
    [
      [
        [1, 2],
        [2, 1],
        [0, 1],
        [3, 3],
        [1, 0],
      ],
      { dim: 2, evaluations: 100, stepsPerSigma: 2, encoding: "identity", seed: 1 },
    ],
    { pauseSeconds: 5 },
  ),
  recipe("langevin.chooseSigmas(§, §)", [code("rows"), { encoding: "standard" }], { pauseSeconds: 5 }),
  recipe("langevin.rowsOf(§, §)", [[1, 2, 3, 4], 2]),
];
