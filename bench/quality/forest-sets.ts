import { readFileSync } from "node:fs";

/** A table of the ForestDiffusion suite: numeric columns, and a class or a numeric target (its last column). */
export interface ForestSet {
  name: string;
  dim: number;
  /** (count, dim) row-major; a class is not among them */
  rows: Float64Array;
  count: number;
  /** The class of each row, in order of appearance. */
  labels?: Int32Array | undefined;
  classes: number;
  /** Columns of whole numbers and of two values, as the published runs declare them: generated values are rounded to those. */
  rounded: readonly number[];
}

interface Source {
  name: string;
  file: string;
  /** Place of the class, and columns left out, among the file's. */
  classAt?: number;
  without?: readonly number[];
  rounded?: readonly number[];
}

const SOURCES: readonly Source[] = [
  { name: "iris", file: "iris.data", classAt: 4 },
  { name: "wine", file: "wine.csv", classAt: 0 },
  { name: "concrete_compression", file: "concrete.txt", rounded: [7] },
  { name: "airfoil_self_noise", file: "airfoil_centred.csv" },
  { name: "connectionist_bench_sonar", file: "sonar.all-data", classAt: 60 },
  { name: "ionosphere", file: "ionosphere.data", classAt: 34, without: [1], rounded: [0] },
  { name: "yeast", file: "yeast.data", classAt: 8 },
  { name: "breast_cancer_diagnostic", file: "wdbc.data", classAt: 1, without: [0] },
  { name: "wine_quality_red", file: "winequality-red.csv", without: [0], rounded: [10] },
];

/** The nine sets with numeric columns. */
export const forestNames: readonly string[] = SOURCES.map(({ name }) => name);

/** @param folder that of the files */
export function readForestSet(folder: string, name: string): ForestSet {
  const { file, classAt, without = [], rounded = [] } = SOURCES.find((source) => source.name === name)!;
  const lines = readFileSync(`${folder}/${file}`, "utf8").split("\n");
  const cells = lines.filter((line) => line.trim() !== "").map((line) => line.trim().split(/[\s,;]+/));
  const columns = cells[0].map((_, c) => c).filter((c) => c !== classAt && !without.includes(c));
  const rows = Float64Array.from(cells.flatMap((row) => columns.map((c) => Number(row[c]))));
  if (!rows.every(Number.isFinite)) throw new Error(`${file}: expected numbers alone in columns ${columns.join(", ")}`);
  const set = { name, dim: columns.length, rows, count: cells.length, rounded };
  if (classAt === undefined) return { ...set, classes: 0 };
  const words = cells.map((row) => row[classAt]);
  const distinct = [...new Set(words)];
  return { ...set, labels: Int32Array.from(words, (word) => distinct.indexOf(word)), classes: distinct.length };
}

/** Some rows of a set, in the order asked for. */
export function takeRows(set: ForestSet, order: readonly number[]): ForestSet {
  const { dim, rows, labels } = set;
  const taken = new Float64Array(order.length * dim);
  order.forEach((row, k) => taken.set(rows.subarray(row * dim, (row + 1) * dim), k * dim));
  return { ...set, rows: taken, count: order.length, labels: labels && Int32Array.from(order, (row) => labels[row]) };
}
