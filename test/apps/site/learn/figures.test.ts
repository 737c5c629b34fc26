import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cellText, runInNode } from "../../../../apps/site/cells/node-cells.ts";
import { geometricSigmas, predictGaussianStd } from "../../../../src/index.ts";

const languages = ["docs/learn", "docs/zh/learn"];
const textOf = (folder: string, page: string): string =>
  readFileSync(new URL(`../../../../${folder}/${page}.md`, import.meta.url), "utf8");

/** As the pages write numbers: .5095, 2.63. */
const decimals = (count: number) => (value: number) => value.toFixed(count).replace(/^0\./, ".");
const percent = (count: number) => (value: number) => (100 * value).toFixed(count);

type Figure = [
  page: string,
  cell: string,
  name: string,
  write: (value: number) => string,
  sliders?: Record<string, number>,
];
const figures: Figure[] = [
  ["01-density-and-score", "follow-the-score", "variance without noise", decimals(2)],
  ["01-density-and-score", "follow-the-score", "variance with noise", decimals(2)],
  ["02-noise-and-tweedie", "mean-noise", "root mean square of the difference", decimals(3)],
  ["02-noise-and-tweedie", "denoise-at-once", "variance, denoised at once", decimals(2)],
  ["02-noise-and-tweedie", "denoise-at-once", "variance, denoised at once", decimals(2), { σ: 0.25 }],
  ["02-noise-and-tweedie", "denoise-at-once", "variance, denoised at once", decimals(2), { σ: 4 }],
  ["03-denoising-score-matching", "loss-and-floor", "mean loss before training", decimals(4)],
  ["03-denoising-score-matching", "loss-and-floor", "mean loss after training", decimals(4)],
  ["04-why-many-levels", "one-level-or-many", "share at (5, 5), start", percent(0)],
  ["04-why-many-levels", "one-level-or-many", "share at (5, 5), one level", percent(0)],
  ["04-why-many-levels", "one-level-or-many", "share at (5, 5), ladder", percent(1)],
  ["04-why-many-levels", "what-a-level-sees", "area", decimals(4)],
  ["05-annealed-langevin", "half-of-alpha", "variance with α/2", decimals(3)],
  ["05-annealed-langevin", "half-of-alpha", "variance with α", decimals(3)],
  ["05-annealed-langevin", "half-of-alpha", "variance with α/2", decimals(2), { α: 1 }],
  ["05-annealed-langevin", "half-of-alpha", "variance with α", decimals(2), { α: 1 }],
  ["05-annealed-langevin", "annealed-gaussian", "deviation at the end", decimals(1)],
  ["06-shared-noise", "shared-noise", "mean of x², own noise", decimals(2)],
  ["06-shared-noise", "shared-noise", "mean of x², shared noise", decimals(2)],
  ["07-sdes", "ddpm-is-vp", "share of the small mode", decimals(3)],
  ["07-sdes", "ddpm-is-vp", "σ of DDPM halfway", decimals(3)],
  ["07-sdes", "ode-and-sde", "deviation, ODE", decimals(2)],
  ["07-sdes", "ode-and-sde", "deviation, SDE", decimals(2)],
  ["08-densities", "density-by-hand", "largest difference, by hand", decimals(4)],
  ["08-densities", "density-by-hand", "largest difference, logDensity", decimals(4)],
  ["08-densities", "density-by-hand", "largest error that logDensity tells", decimals(4)],
  ["08-densities", "likelihood-of-a-network", "mean of −ln p, nats", decimals(2)],
  ["08-densities", "likelihood-of-a-network", "bits per dimension", decimals(2)],
  ["08-densities", "likelihood-of-a-network", "divergence from the data's density, nats", decimals(2)],
  ["08-densities", "likelihood-of-a-network", "divergence from the data's density, nats", decimals(2), { steps: 100 }],
  ["09-conditions", "labels", "label 0: variance of x", decimals(2)],
  ["09-conditions", "labels", "w = 4: variance of x", decimals(2)],
  ["09-conditions", "guidance", "mean, ODE", decimals(2)],
  ["09-conditions", "guidance", "mean, Langevin", decimals(2)],
  ["09-conditions", "guidance", "variance, ODE", decimals(3)],
  ["09-conditions", "guidance", "variance, Langevin", decimals(3)],
  ["09-conditions", "guidance", "mean, ODE", decimals(2), { w: 6 }],
  ["09-conditions", "fill-gaps", "mean, one pass", decimals(2)],
  ["09-conditions", "fill-gaps", "mean, 10 repeats", decimals(2)],
  ["09-conditions", "fill-gaps", "variance, one pass", decimals(2)],
  ["09-conditions", "fill-gaps", "variance, 10 repeats", decimals(2)],
];

/** One run serves all figures of a cell. */
const runs = new Map<string, ReturnType<typeof runInNode>>();
function outputsOf(cell: string, sliders: Record<string, number> = {}): ReturnType<typeof runInNode> {
  const key = JSON.stringify([cell, sliders]);
  if (!runs.has(key)) runs.set(key, runInNode(cellText(cell), sliders));
  return runs.get(key)!;
}

describe("figures in the text", () => {
  it.each(figures)("%s: %s, %s", async (page, cell, name, write, sliders) => {
    const outputs = await outputsOf(cell, sliders);
    const shown = outputs.find((output) => output.kind === "number" && output.name === name);
    const figure = write((shown as { value: number }).value);
    for (const folder of languages)
      expect(textOf(folder, page)).toMatch(new RegExp(`(?<![\\d])${figure.replace(".", "\\.")}(?!\\d)`));
  });

  it.each<[page: string, cell: string, row: number, column: number, write: (value: number) => string]>([
    ["06-shared-noise", "hand-over", 1, 1, decimals(2)],
    ["06-shared-noise", "hand-over", 4, 1, decimals(2)],
    ["07-sdes", "sde-or-ode", 3, 2, decimals(2)],
    ["09-conditions", "composition", 2, 3, decimals(3)],
    ["09-conditions", "composition", 2, 4, decimals(3)],
    ["09-conditions", "composition", 2, 5, decimals(3)],
  ])("%s: %s, row %i, column %i of its table", async (page, cell, row, column, write) => {
    const table = (await outputsOf(cell)).find((output) => output.kind === "table");
    const figure = write((table as { rows: number[][] }).rows[row]![column]!);
    for (const folder of languages) expect(textOf(folder, page)).toContain(figure);
  });

  it("page 6 has the deviations that the exact law tells for the cell's four runs", () => {
    const sigmas = geometricSigmas({ sigmaMax: 20, sigmaMin: 0.05, count: 40 });
    const common = { sigmas, stepsPerSigma: 1, stepSize: 2 * 0.5 * 0.05 ** 2 };
    for (const noise of ["independent", "averaged"] as const)
      for (const handOver of [false, true])
        for (const folder of languages)
          expect(textOf(folder, "06-shared-noise")).toContain(
            predictGaussianStd({ ...common, noise, handOver }).toFixed(3),
          );
  });

  const rule = { noise: "independent", handOver: false } as const;
  const error = (levels: number, u: number): number => {
    const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.01, count: levels });
    return predictGaussianStd({ sigmas, stepsPerSigma: 1, stepSize: 2 * u * 0.01 ** 2, ...rule }) - 1;
  };
  const formula = (levels: number, u: number): number => {
    const n = levels / Math.log(1000);
    return Math.sqrt(1 + (1 + u / 2) / (n * u - 1)) - 1;
  };

  it("page 5's table has the exact law beside the closed form, which is within 4 % from n·u = 3 on", () => {
    const written = (value: number): string => decimals(value < 0.1 ? 4 : 3)(value);
    for (const levels of [200, 500, 1000, 5000]) {
      const row = [0.05, 0.2, 0.5].flatMap((u) => [error(levels, u), formula(levels, u)]);
      for (const folder of languages) {
        const cells = textOf(folder, "05-annealed-langevin")
          .split("\n")
          .find((line) => new RegExp(`^\\| *${levels.toLocaleString("en")} \\|`).test(line))!;
        expect(
          cells
            .split("|")
            .slice(2, -1)
            .map((cell) => cell.trim()),
        ).toEqual(row.map(written));
      }
      for (const u of [0.05, 0.2, 0.5])
        if ((levels / Math.log(1000)) * u > 3)
          expect(Math.abs(formula(levels, u) / error(levels, u) - 1)).toBeLessThan(0.04);
    }
  });
});
