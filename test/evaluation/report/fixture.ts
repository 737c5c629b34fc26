import type { ColumnComparison, Score, TableEvaluation } from "../../../src/evaluation/table-evaluation.ts";

/** What varies between fixtures. */
export interface FixtureOptions {
  columns: number;
  /** Levels of a category, bins of a number. */
  levels?: number;
  bins?: number;
  nameOf?: (column: number) => string;
}

/** Every figure differs from every other, so that a test finds each of them. */
function score(title: string, i: number): Score {
  return {
    title,
    value: 0.9011 - i / 113,
    error: 0.0021 + i / 1009,
    floor: 0.5113 + i / 97,
    ceiling: 0.9907 - i / 1013,
    meaning: `What ${title.toLowerCase()} is; 1 is best.`,
  };
}

const hump = (count: number, center: number): number[] => {
  const heights = Array.from({ length: count }, (_, i) => 1 / (1 + ((i - center) / (count / 8)) ** 2));
  const total = heights.reduce((sum, height) => sum + height, 0);
  return heights.map((height) => height / total);
};

/** A plausible evaluation of any width, the same every time. */
export function evaluationOf({ columns: count, levels = 6, bins = 50, nameOf }: FixtureOptions): TableEvaluation {
  const names = Array.from({ length: count }, (_, i) => nameOf?.(i) ?? `column_${i}`);
  const columns = names.map((name, i): ColumnComparison => {
    const isNumber = i % 3 !== 2;
    const size = isNumber ? bins : levels;
    return {
      name,
      kind: isNumber ? "number" : "category",
      shape: { ...score("Shape", i % 7), value: 0.9 + 0.0999 * Math.abs(Math.sin(i)) },
      missing: i % 4 === 0 ? { real: 0.0312, synthetic: 0.0287 } : { real: 0, synthetic: 0 },
      bars: {
        labels: Array.from({ length: isNumber ? size + 1 : size }, (_, k) =>
          isNumber ? String((k * 1.5 - 7).toFixed(1)) : `level ${k}`,
        ),
        real: hump(size, size * 0.4),
        synthetic: hump(size, size * (0.4 + 0.05 * Math.sin(i))),
      },
    };
  });
  const scoreOf = (i: number, j: number): number => 1 - 0.3 * Math.abs(Math.sin(i * 7.13 + j * 3.71)) ** 6;
  const pairs: TableEvaluation["pairs"] = names.flatMap((name, i) =>
    names.slice(i + 1).map((other, k) => ({
      columns: [name, other],
      score: scoreOf(i, i + 1 + k),
      error: 0.0031 + i / 4001,
      floor: 0.6117 + i / 5003,
      ceiling: 0.995,
    })),
  );
  const sorted = [...pairs].sort((a, b) => a.score! - b.score!);
  const worst = sorted.slice(0, 6);
  // Of which the first is one of the worst, and the others are not
  const telling = [worst[0], ...sorted.slice(6, 15)];
  for (const pair of new Set([...worst, ...telling])) {
    const sides = pair.columns.map((name) => columns[names.indexOf(name)]);
    const [rows, across] = sides.map(({ kind }) => (kind === "number" ? 10 : levels));
    const cells = (shift: number) => {
      const down = hump(rows, rows * 0.4);
      return down.map((share, r) => hump(across, (across * (r + shift)) / rows).map((part) => part * share));
    };
    const labelsOf = (size: number) => Array.from({ length: size }, (_, k) => `from ${k * 10}`);
    pair.table = { rows: labelsOf(rows), columns: labelsOf(across), real: cells(0), synthetic: cells(1.5) };
  }
  return {
    verdict: "Close to the real rows, but a classifier tells them apart by column_1; no row is copied.",
    scores: Object.fromEntries(
      [
        ["shape", "Shape"],
        ["trend", "Trend"],
        ["nmi", "Weighted mutual information"],
        ["c2st", "Told apart by a booster"],
        ["c2st-linear", "Told apart by a line"],
        ["alpha-precision", "α-precision"],
        ["beta-recall", "β-recall"],
        ["coverage", "Coverage"],
        ["usefulness", "Usefulness"],
        ["validity", "Validity"],
        ["missing", "Missing values"],
        ["membership", "Membership"],
      ].map(([name, title], i) => [name, score(title, i)]),
    ),
    rows: { real: 12_345, synthetic: 12_000, holdout: 1_371, used: 10_000 },
    columns,
    pairs,
    giveaways: [...names.slice(0, 10).map((name) => [name]), ...telling.map((pair) => pair.columns)].map(
      (giveaway, i) => ({ columns: [...giveaway], share: 0.4 / (i + 1) }),
    ),
    usefulness: names.map((target, i) => ({
      target,
      metric: i % 3 === 2 ? ("macro AUC" as const) : ("R²" as const),
      learnedFrom: { real: 0.9131 - i / 1013, synthetic: 0.8817 - i / 797, independent: 0.5 + i / 2003 },
      errors: { real: 0.0117 + i / 6007, synthetic: 0.0153 + i / 7001, independent: 0.0192 + i / 8009 },
    })),
    privacy: {
      copies: {
        estimated: false,
        synthetic: 17,
        heldOut: 19,
        rare: 3,
        combinations: { synthetic: 0.0437, heldOut: 0.0391 },
      },
      distances: { share: 0.5123, below2: 0.0211, below5: 0.0523, copyingZ: -0.42 },
      attacks: [
        { name: "log-probability", needs: "model" as const, auc: 0.6123 },
        { name: "density ratio", needs: "rows" as const, auc: 0.5432 },
      ].map((attack) => ({
        ...attack,
        error: 0.0123,
        found: { at1: 0.0213, at10: 0.1571 },
        curve: Array.from({ length: 50 }, (_, i): [number, number] => [i / 49, (i / 49) ** 0.6]),
      })),
      attributes: names.map((column, i) => ({
        column,
        success: 0.61 + i / 1000,
        control: 0.6,
        risk: 0.025 + i / 400,
        error: 0.0113,
      })),
    },
    validity: names.map((name, i) => ({
      kind: "range",
      rule: `${name} between ${i} and ${i + 90}`,
      real: 0.9991 - i / 5000,
      synthetic: 1 - i / 1000,
      heldOut: 1,
    })),
    warnings: ["Figures are of 10,000 rows drawn at random."],
    settings: { seed: 0, rows: 10_000, target: null, folds: 3, "compare as": "sdmetrics-0.11" },
  };
}
