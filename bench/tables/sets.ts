import { sharedPath } from "../quality/shared-data.ts";
import { append, readTable, type TextTable } from "./text-table.ts";

export type Kind = "number" | "category";

/** A table to be imitated, with rows that no method sees. */
export interface TableSet {
  name: string;
  train: TextTable;
  /** Rows held out; none where the set is for imputation only. */
  test: TextTable;
  /** What each column is to the metrics, in the table's order. */
  kinds: readonly Kind[];
  /** The column that a classifier or regressor learns. */
  target: string;
  task: "class" | "regression";
}

interface Source {
  folder: string;
  /** Files of training rows, one under another, and of the held-out ones. */
  train: readonly string[];
  test: readonly string[];
  /** Columns of numbers; the others are categories. */
  numbers: readonly string[];
  target: string;
  task?: TableSet["task"];
}

const ADULT_NUMBERS = ["age", "fnlwgt", "education_num", "capital_gain", "capital_loss", "hours_per_week"];

/** Published tables take train and val for training rows: 32,561 rows of adult, the original training file. */
const SOURCES: Record<string, Source> = {
  adult: {
    folder: "tabddpm/adult",
    train: ["train.csv", "val.csv"],
    test: ["test.csv"],
    numbers: ADULT_NUMBERS,
    target: "income",
  },
  magic: {
    folder: "tabsyn/magic",
    train: ["train.csv"],
    test: ["test.csv"],
    numbers: ["Length", "Width", "Size", "Conc", "Conc1", "Asym", "M3Long", "M3Trans", "Alpha", "Dist"],
    target: "class",
  },
};

export const setNames: readonly string[] = Object.keys(SOURCES);

/** The set, or undefined where its data are not there. */
export function readSet(name: string): TableSet | undefined {
  const source = SOURCES[name];
  const folder = sharedPath(source.folder);
  if (!folder) return undefined;
  const read = (files: readonly string[]): TextTable =>
    files.map((file) => readTable(`${folder}/${file}`)).reduce(append);
  const train = read(source.train);
  return {
    name,
    train,
    test: read(source.test),
    kinds: train.names.map((column) => (source.numbers.includes(column) ? "number" : "category")),
    target: source.target,
    task: source.task ?? "class",
  };
}
