import { readFileSync } from "node:fs";
import { sharedPath } from "../quality/shared-data.ts";
import { append, fromRecords, readTable, type TextTable } from "./text-table.ts";

export type Kind = "number" | "category";

/** A table and what each of its columns is to the metrics. */
export interface KindedTable {
  table: TextTable;
  kinds: readonly Kind[];
}

/** A table to be imitated, with rows that no method sees. */
export interface TableSet {
  name: string;
  train: TextTable;
  /** Rows to choose settings of classifiers by, where the protocol keeps them from training. */
  validation?: TextTable;
  test: TextTable;
  /** In the table's order. */
  kinds: readonly Kind[];
  /** The column that a classifier or regressor learns. */
  target: string;
  task: "class" | "regression";
}

interface Source {
  folder: string;
  /** Files of training rows, one under another. */
  train: readonly string[];
  validation?: string;
  /** Columns of categories, or the others. */
  categories?: readonly string[];
  numbers?: readonly string[];
  target: string;
  task?: TableSet["task"];
}

const ADULT = {
  folder: "tabddpm/adult",
  numbers: ["age", "fnlwgt", "education_num", "capital_gain", "capital_loss", "hours_per_week"],
  target: "income",
};

const SOURCES: Record<string, Source> = {
  // Published tables train on the original training file, which TabDDPM splits into train and val: 32,561 rows
  adult: { ...ADULT, train: ["train.csv", "val.csv"] },
  magic: { folder: "tabsyn/magic", train: ["train.csv"], categories: ["class"], target: "class" },
  abalone: {
    folder: "tabddpm/abalone",
    train: ["train.csv"],
    validation: "val.csv",
    categories: ["c0"],
    target: "y",
    task: "regression",
  },
  diabetes: { folder: "tabddpm/diabetes", train: ["train.csv"], validation: "val.csv", categories: ["y"], target: "y" },
  "adult-split": { ...ADULT, train: ["train.csv"], validation: "val.csv" },
};

/** Sets that `score` knows. */
export const setNames: readonly string[] = Object.keys(SOURCES);

/** The set, or undefined where its data are not there. */
export function readSet(name: string): TableSet | undefined {
  const { folder: path, train: files, validation, categories, numbers, target, task = "class" } = SOURCES[name];
  const folder = sharedPath(path);
  if (!folder) return undefined;
  const train = files.map((file) => readTable(`${folder}/${file}`)).reduce(append);
  const isNumber = (column: string): boolean => numbers?.includes(column) ?? !categories!.includes(column);
  return {
    name,
    train,
    ...(validation && { validation: readTable(`${folder}/${validation}`) }),
    test: readTable(`${folder}/test.csv`),
    kinds: train.names.map((column) => (isNumber(column) ? "number" : "category")),
    target,
    task,
  };
}

interface GapSource {
  file: string;
  /** Names of the columns, of files without a header. */
  names?: readonly string[];
  numbers: readonly string[];
  /** Columns left out: identifiers. */
  without?: readonly string[];
}

const words = (text: string): string[] => text.split(" ");

const GAP_SOURCES: Record<string, GapSource> = {
  penguins: { file: "penguins.csv", numbers: words("bill_length_mm bill_depth_mm flipper_length_mm body_mass_g") },
  hepatitis: {
    file: "forest/hepatitis.data",
    names: words(
      "class age sex steroid antivirals fatigue malaise anorexia liver_big liver_firm spleen spiders ascites varices bilirubin alk_phosphate sgot albumin protime histology",
    ),
    numbers: words("age bilirubin alk_phosphate sgot albumin protime"),
  },
  "horse-colic": {
    file: "forest/horse-colic.data",
    names: words(
      "surgery age hospital_number rectal_temperature pulse respiratory_rate extremities peripheral_pulse mucous_membranes refill_time pain peristalsis distension nasogastric_tube reflux reflux_ph feces abdomen cell_volume protein abdominocentesis abdominal_protein outcome lesion lesion_type_1 lesion_type_2 lesion_type_3 pathology",
    ),
    numbers: words("rectal_temperature pulse respiratory_rate reflux_ph cell_volume protein abdominal_protein"),
    without: ["hospital_number"],
  },
  mammographic: {
    file: "forest/mammographic_masses.data",
    names: words("assessment age shape margin density severity"),
    numbers: ["age"],
  },
};

/** Sets with real gaps. */
export const gapSetNames: readonly string[] = Object.keys(GAP_SOURCES);

/** A table with gaps (""), or undefined where its data are not there. */
export function readGapSet(name: string): KindedTable | undefined {
  const { file, names: given, numbers, without = [] } = GAP_SOURCES[name];
  const path = sharedPath(file);
  if (!path) return undefined;
  const lines = readFileSync(path, "utf8").split(/\r?\n/);
  const records = lines.filter((line) => line.trim() !== "").map((line) => line.trim().split(/[\s,]/));
  const names = given ?? records.shift()!;
  const whole = fromRecords(
    names,
    records.map((record) => record.map((cell) => (cell === "?" || cell === "NA" ? "" : cell))),
  );
  const kept = names.flatMap((column, c) => (without.includes(column) ? [] : [c]));
  const table = { names: kept.map((c) => names[c]), columns: kept.map((c) => whole.columns[c]) };
  return { table, kinds: table.names.map((column) => (numbers.includes(column) ? "number" : "category")) };
}

/** A set of either sort, its rows for training; undefined where its data are not there. */
export function readKinded(name: string): KindedTable | undefined {
  if (gapSetNames.includes(name)) return readGapSet(name);
  const set = readSet(name);
  return set && { table: set.train, kinds: set.kinds };
}

/** ForestDiffusion's set of categories alone, or undefined where it is not there. */
export function readCar(): TextTable | undefined {
  const path = sharedPath("forest/car.data");
  if (!path) return undefined;
  const lines = readFileSync(path, "utf8").trim().split(/\r?\n/);
  return fromRecords(
    words("buying maintenance doors persons boot safety class"),
    lines.map((line) => line.split(",")),
  );
}
