import { checkNetworkOptions, networkOptions } from "../../models/network-options.ts";
import { geometricSigmas } from "../../noise/ladders.ts";
import { checkNoiseDistribution, type LogNormalNoise } from "../../recipe/noise-distribution.ts";
import { commonSpec } from "../../recipe/settings.ts";
import { invalid } from "../../support/errors.ts";
import { option, positive, readOptions, type Spec } from "../../support/options.ts";
import type { TableEncoding } from "../encodings/table-encoding.ts";
import type { Recipe } from "./recipe.ts";

/** Numbers of a recipe that may be others than the table's size says. */
export type RecipeChoice = Partial<
  Pick<Recipe, "hidden" | "coordinateFrequencies" | "batchSize" | "learningRate" | "emaDecay" | "maskShare"> &
    Pick<Recipe, "sigmaMax" | "sigmaMin" | "noiseDistribution">
>;

const { batchSize, learningRate, emaDecay, maskShare } = commonSpec;
const { hidden, coordinateFrequencies } = networkOptions;

/** What a choice is checked against, but for what depends on other numbers. */
export const recipeChoiceSpec = {
  ...{ hidden, coordinateFrequencies, batchSize, learningRate, emaDecay, maskShare },
  ...{ sigmaMax: positive(), sigmaMin: positive() },
  noiseDistribution: option((where, name, value) => {
    if (typeof value === "object" && value !== null) return value as LogNormalNoise;
    throw invalid(where, `${name} { kind: "log-normal", logMean, logStd }`, value);
  }),
} satisfies Spec<RecipeChoice>;

/**
 * Refuses a choice that no fit of the table takes.
 *
 * @throws LangevinError "invalid-argument"
 */
export function checkRecipeChoice(
  where: string,
  choice: RecipeChoice,
  { recipe, encoding }: { recipe: Recipe; encoding: TableEncoding },
): void {
  readOptions(where, choice, recipeChoiceSpec);
  const { hidden, coordinateFrequencies, sigmaMax, sigmaMin, noiseDistribution } = { ...recipe, ...choice };
  if (!(sigmaMax > sigmaMin)) throw invalid(where, `sigmaMax above sigmaMin = ${sigmaMin}`, sigmaMax);
  checkNoiseDistribution(where, noiseDistribution, geometricSigmas({ sigmaMax, sigmaMin, count: 2 }));
  const { width: dim, categories } = encoding;
  checkNetworkOptions(where, { dim, categories, hidden, coordinateFrequencies, masks: true });
}
