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
];

/** One run serves all figures of a cell. */
const runs = new Map<string, ReturnType<typeof runInNode>>();
function outputsOf(cell: string, sliders: Record<string, number> = {}): ReturnType<typeof runInNode> {
  const key = JSON.stringify([cell, sliders]);
  if (!runs.has(key)) runs.set(key, runInNode(cellText(cell), sliders));
  return runs.get(key)!;
}

describe("figures in the text of pages 1 to 5", () => {
  it.each(figures)("%s: %s, %s", async (page, cell, name, write, sliders) => {
    const outputs = await outputsOf(cell, sliders);
    const shown = outputs.find((output) => output.kind === "number" && output.name === name);
    const figure = write((shown as { value: number }).value);
    for (const folder of languages)
      expect(textOf(folder, page)).toMatch(new RegExp(`(?<![\\d])${figure.replace(".", "\\.")}(?!\\d)`));
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
