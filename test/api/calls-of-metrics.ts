import * as metrics from "../../src/metrics/index.ts";

type Call = (options: object) => unknown;

/** Functions with options: a call with them, and their names. */
export type CallsWithOptions = Readonly<Record<string, readonly [call: Call, names: readonly string[]]>>;

const rows = [[1, 2], [0, 1], [2, 2]]; // prettier-ignore
const eight = Array.from({ length: 8 }, (_, i) => [i, -i]);
const cells: metrics.TableColumn[] = [{ kind: "number", values: [1, 2, 3] }];
const twice: metrics.TableColumn[] = [{ kind: "number", values: [1, 2, 3, 1, 2, 3] }];

/** Those of langevin/metrics. */
export const ofMetrics: CallsWithOptions = {
  autocorrelation: [(o) => metrics.autocorrelation([...rows, ...rows], o), ["chains", "dim", "lags"]],
  effectiveSampleSize: [(o) => metrics.effectiveSampleSize([...rows, ...rows], o), ["chains", "dim", "of"]],
  splitRhat: [(o) => metrics.splitRhat([...rows, ...rows], o), ["chains", "dim"]],
  summarizeChains: [(o) => metrics.summarizeChains([...rows, ...rows], o), ["chains", "dim"]],
  coverage: [(o) => metrics.coverage(rows, rows, o), ["dim", "neighbors", "metric"]],
  energyDistance: [(o) => metrics.energyDistance(rows, rows, o), ["dim", "statistic", "maxRows", "seed"]],
  nearestDistances: [(o) => metrics.nearestDistances(rows, rows, o), ["dim", "metric", "excludeSelf"]],
  calibrationRanks: [(o) => metrics.calibrationRanks(eight, eight, o), ["dim", "seed"]],
  expectedCoverage: [(o) => metrics.expectedCoverage(eight, eight, o), ["dim", "levels", "region", "seed"]],
  tarpCoverage: [(o) => metrics.tarpCoverage(eight, eight, o), ["dim", "levels", "references", "seed"]],
  crps: [(o) => metrics.crps([...rows, ...rows], rows, o), ["dim"]],
  energyScore: [(o) => metrics.energyScore([...rows, ...rows], rows, o), ["dim"]],
  permutationTest: [
    (o) => metrics.permutationTest(rows, rows, o),
    ["dim", "statistic", "bandwidth", "permutations", "maxRows", "seed"],
  ],
  c2st: [
    (o) => metrics.c2st(rows, rows, { folds: 2, ...o }),
    ["dim", "classifier", "folds", "permutations", "maxRows", "seed"],
  ],
  kernelSteinDiscrepancy: [
    (o) => metrics.kernelSteinDiscrepancy(rows, rows, o),
    ["dim", "lengthScale", "bootstraps", "maxRows", "seed"],
  ],
  copyingTest: [(o) => metrics.copyingTest(rows, rows, rows, o), ["dim", "metric"]],
  slicedWasserstein: [(o) => metrics.slicedWasserstein(rows, rows, o), ["dim", "order", "projections", "seed"]],
  wasserstein: [(o) => metrics.wasserstein(rows, rows, o), ["dim", "order", "metric"]],
  columnPairTrends: [
    (o) => metrics.columnPairTrends(cells, cells, o),
    ["compat", "dependentCorrelation", "dependentAssociation"],
  ],
  exactCopies: [(o) => metrics.exactCopies(cells, cells, o), ["rare"]],
  precisionRecall: [(o) => metrics.precisionRecall(cells, cells, o), ["maxRows", "seed"]],
  recordDistances: [(o) => metrics.recordDistances(cells, cells, cells, o), ["maxRows", "seed"]],
  sampleRows: [(o) => metrics.sampleRows(cells, 1, o), ["seed"]],
  standardError: [(o) => metrics.standardError(cells, cells, () => 1, o), ["repeats", "maxRows", "seed"]],
  classifierTwoSampleTest: [
    (o) => metrics.classifierTwoSampleTest(cells, cells, { folds: 2, ...o }),
    ["classifier", "folds", "repeats", "maxRows", "seed"],
  ],
  attributeInference: [(o) => metrics.attributeInference(cells, cells, cells, o), ["tolerance", "maxRows", "seed"]],
  membershipInference: [(o) => metrics.membershipInference(twice, twice, twice, o), ["maxRows", "seed"]],
  usefulness: [(o) => metrics.usefulness(cells, cells, cells, o), ["target", "maxRows", "seed"]],
  tableCoverage: [(o) => metrics.tableCoverage(cells, cells, o), ["maxRows", "seed", "neighbors"]],
};
