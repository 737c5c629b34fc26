import { isList } from "../support/lists.ts";
import { invalid } from "../support/errors.ts";

/** One label for all rows, or one for each: 0…classes−1, or −1 for none. */
export type Labels = number | ArrayLike<number>;

/**
 * One label for each of `count` rows.
 *
 * @throws LangevinError "invalid-argument" naming the row
 */
export function toLabels(where: string, labels: Labels, count: number, classes: number, name = "labels"): Int32Array {
  if (classes === 0) throw invalid(where, `no ${name}, as the network has no classes`, labels);
  const each = typeof labels === "number" ? new Int32Array(count).fill(labels) : labels;
  if (typeof labels !== "number" && !isList(labels))
    throw invalid(where, `${name} a number or an array of them`, labels);
  if (typeof each?.length !== "number" || each.length !== count)
    throw invalid(where, `${name} for ${count} rows`, each?.length ?? each);
  for (let i = 0; i < count; i++) {
    const label = typeof labels === "number" ? labels : each[i];
    if (!Number.isInteger(label) || label < -1 || label >= classes)
      throw invalid(where, `${name}[${i}] an integer from -1 to ${classes - 1}`, label);
  }
  return Int32Array.from(each);
}

/** One label for each of `count` rows, checked already. */
export function eachLabel(labels: Labels, count: number): ArrayLike<number> {
  return typeof labels === "number" ? new Int32Array(count).fill(labels) : labels;
}

/** The labels of some rows, which may repeat and come in any order. */
export function pickLabels(labels: Int32Array, rows: ArrayLike<number>): Int32Array {
  return Int32Array.from(rows, (row) => labels[row]);
}
