import * as langevin from "langevin";
import * as metrics from "langevin/metrics";
import * as node from "langevin/node";
import * as toys from "langevin/toys";
import * as workers from "langevin/worker";
import type { Recipe } from "./recipe.ts";

/** Exported functions that need no recipe, with why. */
const without: Readonly<Record<string, string>> = {
  "langevin.LangevinError": "makes an error of what it is given",
};

/** Exported functions that no recipe calls. */
export function missing(recipes: readonly Recipe[]): string[] {
  const texts = recipes.map(({ text }) => text).join("\n");
  const functions = Object.entries({ langevin, metrics, node, toys, workers }).flatMap(([entry, all]) =>
    Object.entries(all)
      .filter(([, value]) => typeof value === "function")
      .map(([name]) => `${entry}.${name}`),
  );
  const densities = Object.keys(toys.densities).map((name) => `toys.densities["${name}"].logDensity`);
  return [...functions, ...densities].filter((name) => !(name in without) && !texts.includes(`${name}(`));
}
