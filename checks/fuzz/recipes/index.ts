import type { Recipe } from "../recipe.ts";
import { modelRecipes } from "./models.ts";
import { noiseRecipes } from "./noise.ts";
import { fileRecipes, metricRecipes, toyRecipes, workerRecipes } from "./others.ts";
import { runRecipes } from "./runs.ts";

export const recipes: readonly Recipe[] = [
  ...noiseRecipes,
  ...modelRecipes,
  ...runRecipes,
  ...metricRecipes,
  ...toyRecipes,
  ...fileRecipes,
  ...workerRecipes,
];
