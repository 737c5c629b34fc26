import { describe, expect, it } from "vitest";
import { binTable, chooseBinnings } from "../../../../src/metrics/tables/booster/binned-table.ts";
import { boost, predict } from "../../../../src/metrics/tables/booster/booster.ts";
import { GainTable } from "../../../../src/metrics/tables/booster/importance.ts";
import { LOGISTIC, softmaxObjective, SQUARED } from "../../../../src/metrics/tables/booster/objective.ts";
import { XGBOOST_DEFAULTS, type BoosterSettings } from "../../../../src/metrics/tables/booster/settings.ts";
import { runPython } from "../../../kit/python.ts";
import { binary, columns, numeric, ternary } from "./tables.ts";

interface Answer {
  predictions: number[];
  shares: number[];
}

const objectives = {
  "binary:logistic": { objective: LOGISTIC, targets: binary },
  "multi:softprob": { objective: softmaxObjective(3), targets: ternary },
  "reg:squarederror": { objective: SQUARED, targets: numeric },
};

const settings: Record<string, Partial<BoosterSettings>> = {
  defaults: { trees: 20 },
  "levels one by one": { trees: 20, oneHotBelow: Infinity },
  "other settings": { trees: 12, maxDepth: 3, learningRate: 0.1, lambda: 3, gamma: 1, minChildWeight: 6 },
};

/** Rows whose predictions are compared. */
const FIRST = 3;

/** First predictions and shares of the total gain, as test/reference/booster_xgboost.py gives them with XGBoost 1.7.4. */
const GOLDEN: [name: keyof typeof objectives, settings: string, Answer][] = [
  [
    "binary:logistic",
    "defaults",
    { predictions: [0.3054649, 0.9084831, 0.9205101], shares: [0.1790301, 0.271016, 0.4011391, 0.02351538, 0.1252995] },
  ],
  [
    "binary:logistic",
    "levels one by one",
    {
      predictions: [0.3406955, 0.8326132, 0.9463919],
      shares: [0.2205233, 0.2750688, 0.3469172, 0.03152933, 0.1259614],
    },
  ],
  [
    "binary:logistic",
    "other settings",
    { predictions: [0.4208901, 0.5255908, 0.6346933], shares: [0.2306299, 0.4324298, 0.2929057, 0, 0.04403455] },
  ],
  [
    "multi:softprob",
    "defaults",
    {
      predictions: [
        0.8607172, 0.07860143, 0.06068134, 0.007316157, 0.04175914, 0.9509247, 0.009473509, 0.05699344, 0.9335331,
      ],
      shares: [0.3665249, 0.09935161, 0.2194156, 0.2314781, 0.08322979],
    },
  ],
  [
    "multi:softprob",
    "levels one by one",
    {
      predictions: [
        0.9160028, 0.05522081, 0.02877636, 0.006231014, 0.05995424, 0.9338147, 0.007417317, 0.1244058, 0.8681769,
      ],
      shares: [0.3457961, 0.09087185, 0.3520414, 0.1353569, 0.07593375],
    },
  ],
  [
    "multi:softprob",
    "other settings",
    {
      predictions: [0.2595679, 0.5131398, 0.2272922, 0.1747372, 0.338042, 0.4872209, 0.1401979, 0.2608085, 0.5989936],
      shares: [0.5129555, 0.0004851667, 0.258505, 0.2276226, 0.000431794],
    },
  ],
  [
    "reg:squarederror",
    "defaults",
    { predictions: [3.159003, 7.209692, 8.153442], shares: [0.2961007, 0.1004335, 0.0355858, 0.06780743, 0.5000725] },
  ],
  [
    "reg:squarederror",
    "levels one by one",
    { predictions: [3.128665, 7.299695, 8.176059], shares: [0.2917782, 0.1299519, 0.01800387, 0.06047282, 0.4997931] },
  ],
  [
    "reg:squarederror",
    "other settings",
    {
      predictions: [3.226797, 4.489522, 6.224994],
      shares: [0.2987987, 0.03754783, 0.001792437, 0.03494418, 0.6269168],
    },
  ],
];

function ours(name: keyof typeof objectives, changed: Partial<BoosterSettings>): Answer {
  const { objective, targets } = objectives[name];
  const table = binTable(columns, chooseBinnings("test", columns, XGBOOST_DEFAULTS.maxBins));
  const booster = boost(table, targets, objective, [...columns.keys()], { ...XGBOOST_DEFAULTS, ...changed });
  const gains = new GainTable();
  for (const tree of booster.trees) gains.add(tree);
  const shares = new Map(gains.importance().columns.map(({ column, share }) => [column, share]));
  return {
    predictions: Array.from(predict(booster, table).subarray(0, FIRST * objective.outputs)),
    shares: columns.map((_, c) => shares.get(c) ?? 0),
  };
}

function job(name: keyof typeof objectives, changed: Partial<BoosterSettings>) {
  const { objective, targets } = objectives[name];
  return {
    columns: columns.map(({ kind, values }) => ({ kind, values: Array.from(values) })),
    targets: Array.from(targets),
    objective: name,
    classes: objective.outputs > 1 ? objective.outputs : 0,
    settings: { ...XGBOOST_DEFAULTS, ...changed },
    rows: FIRST,
  };
}

/** XGBoost sums in f32 what is summed in f64 here. */
function expectEqual(answer: Answer, expected: Answer): void {
  expect(answer.predictions.length).toBe(expected.predictions.length);
  answer.predictions.forEach((value, i) => expect(Math.abs(value - expected.predictions[i])).toBeLessThan(1e-5));
  answer.shares.forEach((value, c) => expect(Math.abs(value - expected.shares[c])).toBeLessThan(1e-5));
}

describe("boost", () => {
  it.each(GOLDEN)("predicts as XGBoost 1.7.4: %s, %s", (name, which, golden) => {
    expectEqual(ours(name, settings[which]), golden);
  });

  it("predicts as the XGBoost that is installed", { timeout: 120_000 }, ({ skip }) => {
    const answers = runPython("booster_xgboost.py", GOLDEN.map(([name, which]) => job(name, settings[which]))); // prettier-ignore
    if (!answers) skip("no Python with XGBoost 1.7");
    (answers as Answer[]).forEach((answer, i) => {
      const [name, which] = GOLDEN[i];
      expectEqual(ours(name, settings[which]), answer);
    });
  });
});
