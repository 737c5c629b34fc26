// The linear assignment problem: the permutation of least total cost, exactly (costs f32, all sums f64).
// Jonker & Volgenant 1987 (Computing 38, "A shortest augmenting path algorithm for dense and sparse linear assignment
// problems"): column reduction, augmenting row reduction, then a shortest augmenting path for every row still free.

import { quadRows } from "./lanes";

// Scratch: what a search found, then arrays of n up to the next multiple of 4, f64 or i64, then i32.
/** f64: the least value; f64: the second least; i32: the column of the least, of equal ones the first. */
const LEAST: usize = 0;
const SECOND: usize = 8;
const COLUMN: usize = 16;
const ARRAYS_AT: usize = 32;
/** A column's dual v; −∞ while a path search is done with it. */
const DUAL = 0;
/** Length of the shortest path to a column; ∞ once done with. */
const LENGTH = 1;
/** The row before a column on that path, i64. */
const BEFORE = 2;
/** Dual and length of the columns a search is done with, in order. */
const DONE_DUAL = 3;
const DONE_LENGTH = 4;
/** i32: of a column its row, −1 for none; the columns done with; the rows that are free. */
const ROW_OF = 5;

// @ts-ignore: decorator
@inline
function array(scratch: usize, stride: i32, index: i32): usize {
  return scratch + ARRAYS_AT + <usize>(stride * index) * 8;
}

/** Bytes of scratch for n rows. */
export function assignmentScratch(n: i32): usize {
  return ARRAYS_AT + <usize>quadRows(n) * (ROW_OF * 8 + 3 * 4);
}

/**
 * columns[i] ← the column of row i, the permutation that minimizes Σ costs[i, columns[i]]. Deterministic: rows in order,
 * of equal columns the first.
 *
 * @param columns  out i32 (n)
 * @param costs    f32 (n, s), s = n up to the next multiple of 4: finite, or +∞ where a pair is not allowed; at least one
 *   permutation must be allowed. The columns past n are overwritten
 * @param scratch  assignmentScratch(n) bytes
 */
export function assignment(columns: usize, costs: usize, n: i32, scratch: usize): void {
  const stride = quadRows(n);
  const rowOf = array(scratch, stride, ROW_OF);
  const free = rowOf + (<usize>stride << 3);
  for (let j = 0; j < stride; j++) {
    store<i32>(rowOf + (<usize>j << 2), -1);
    store<i32>(free + (<usize>j << 2), j);
  }
  for (let i = 0; i < n; i++)
    for (let j = n; j < stride; j++) store<f32>(costs + (<usize>(i * stride + j) << 2), <f32>Infinity);
  reduceColumns(array(scratch, stride, DUAL), costs, n, stride);
  const count = reduceRows(columns, costs, n, scratch);
  for (let k = 0; k < count; k++) augment(columns, costs, stride, scratch, load<i32>(free + (<usize>k << 2)));
}

/** Duals ← every column's least cost; ∞ − ∞ in columns past n would be NaN: 0 there. */
function reduceColumns(dual: usize, costs: usize, n: i32, stride: i32): void {
  const bytes = <usize>stride << 2;
  for (let j: usize = 0; j < bytes; j += 16) {
    let low = f32x4.splat(Infinity);
    for (let i: usize = 0; i < <usize>n; i++) low = f32x4.pmin(low, v128.load(costs + i * bytes + j));
    v128.store(dual + (j << 1), f64x2.promote_low_f32x4(low));
    v128.store(dual + (j << 1), f64x2.promote_low_f32x4(v128.shuffle<f32>(low, low, 2, 3, 2, 3)), 16);
  }
  for (let j = n; j < stride; j++) store<f64>(dual + (<usize>j << 3), 0);
}

/**
 * Every row in turn takes its best column and lowers that column's dual to where its second best is as good; a row that
 * had the column is next, or, after n/2 such turns, is left. Returns how many rows are left free.
 */
function reduceRows(columns: usize, costs: usize, n: i32, scratch: usize): i32 {
  const stride = quadRows(n);
  const dual = array(scratch, stride, DUAL);
  const rowOf = array(scratch, stride, ROW_OF);
  const free = rowOf + (<usize>stride << 3);
  let left = 0;
  let turns = n >> 1;
  for (let k = 0; k < n;) {
    const row = load<i32>(free + (<usize>(k++) << 2));
    twoLeast(scratch, costs + (<usize>(row * stride) << 2), dual, stride);
    const second = load<f64>(scratch, SECOND);
    const gain = second - load<f64>(scratch, LEAST);
    const leastColumn = load<i32>(scratch, COLUMN);
    const at = rowOf + (<usize>leastColumn << 2);
    const previous = load<i32>(at);
    if (previous >= 0 && !(gain > 0)) {
      store<i32>(free + (<usize>(left++) << 2), row);
      continue;
    }
    // Where the row is allowed nowhere else, no other row is allowed there
    if (second < Infinity) {
      const v = dual + (<usize>leastColumn << 3);
      store<f64>(v, load<f64>(v) - gain);
    }
    store<i32>(at, row);
    store<i32>(columns + (<usize>row << 2), leastColumn);
    if (previous < 0) continue;
    if (turns-- > 0) store<i32>(free + (<usize>(--k) << 2), previous);
    else store<i32>(free + (<usize>(left++) << 2), previous);
  }
  return left;
}

/** LEAST, COLUMN, SECOND ← of costs[j] − dual[j]. */
function twoLeast(scratch: usize, costs: usize, dual: usize, stride: i32): void {
  let low = f64x2.splat(Infinity), next = low;
  let lowAt = i64x2.splat(0), at = i64x2(0, 1);
  for (let j: usize = 0; j < <usize>stride << 2; j += 8) {
    const value = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(costs + j)), v128.load(dual + (j << 1)));
    const less = f64x2.lt(value, low);
    next = f64x2.pmin(next, v128.bitselect(low, value, less));
    low = v128.bitselect(value, low, less);
    lowAt = v128.bitselect(at, lowAt, less);
    at = i64x2.add(at, i64x2.splat(2));
  }
  storeLeast(scratch, low, lowAt);
  const a = f64x2.extract_lane(low, 0), b = f64x2.extract_lane(low, 1);
  store<f64>(scratch, min(min(f64x2.extract_lane(next, 0), f64x2.extract_lane(next, 1)), max(a, b)), SECOND);
}

/** LEAST, COLUMN ← the smaller lane, or of equal ones the first column. */
function storeLeast(scratch: usize, values: v128, columns: v128): void {
  const a = f64x2.extract_lane(values, 0), b = f64x2.extract_lane(values, 1);
  const i = <i32>i64x2.extract_lane(columns, 0), j = <i32>i64x2.extract_lane(columns, 1);
  const isFirst = a < b || (a == b && i < j);
  store<f64>(scratch, isFirst ? a : b, LEAST);
  store<i32>(scratch, isFirst ? i : j, COLUMN);
}

/** Gives `row` a column along the shortest augmenting path (Dijkstra), and keeps the duals feasible. */
function augment(columns: usize, costs: usize, stride: i32, scratch: usize, row: i32): void {
  const dual = array(scratch, stride, DUAL);
  const length = array(scratch, stride, LENGTH);
  const before = array(scratch, stride, BEFORE);
  const doneDual = array(scratch, stride, DONE_DUAL);
  const doneLength = array(scratch, stride, DONE_LENGTH);
  const rowOf = array(scratch, stride, ROW_OF);
  const done = rowOf + (<usize>stride << 2);
  for (let j: usize = 0; j < <usize>stride << 3; j += 8) store<f64>(length + j, Infinity);
  let i = row, count = 0, leastColumn: i32;
  let offset: f64 = 0, least: f64;
  for (;;) {
    relax(scratch, costs + (<usize>(i * stride) << 2), stride, offset, i);
    leastColumn = load<i32>(scratch, COLUMN);
    least = load<f64>(scratch, LEAST);
    i = load<i32>(rowOf + (<usize>leastColumn << 2));
    if (i < 0) break;
    const j = <usize>leastColumn << 3;
    const v = load<f64>(dual + j);
    store<f64>(doneDual + (<usize>count << 3), v);
    store<f64>(doneLength + (<usize>count << 3), least);
    store<i32>(done + (<usize>(count++) << 2), leastColumn);
    store<f64>(dual + j, -Infinity);
    store<f64>(length + j, Infinity);
    offset = <f64>load<f32>(costs + (<usize>(i * stride + leastColumn) << 2)) - v - least;
  }
  for (let k = 0; k < count; k++) {
    const v = load<f64>(doneDual + (<usize>k << 3)) + (load<f64>(doneLength + (<usize>k << 3)) - least);
    store<f64>(dual + (<usize>load<i32>(done + (<usize>k << 2)) << 3), v);
  }
  let j = leastColumn;
  do {
    i = <i32>load<i64>(before + (<usize>j << 3));
    store<i32>(rowOf + (<usize>j << 2), i);
    const at = columns + (<usize>i << 2);
    const next = load<i32>(at);
    store<i32>(at, j);
    j = next;
  } while (i != row);
}

/** Paths through row i: length[j] ← min(length[j], costs[j] − dual[j] − offset); LEAST, COLUMN ← the shortest of all. */
function relax(scratch: usize, costs: usize, stride: i32, offset: f64, i: i32): void {
  const dual = array(scratch, stride, DUAL);
  const length = array(scratch, stride, LENGTH);
  const before = array(scratch, stride, BEFORE);
  const shift = f64x2.splat(offset), row = i64x2.splat(i);
  let low = f64x2.splat(Infinity);
  let lowAt = i64x2.splat(0), at = i64x2(0, 1);
  for (let k: usize = 0; k < <usize>stride << 2; k += 8) {
    const j = k << 1;
    const cost = f64x2.promote_low_f32x4(v128.load64_zero(costs + k));
    let value = f64x2.sub(f64x2.sub(cost, v128.load(dual + j)), shift);
    const old = v128.load(length + j);
    const shorter = f64x2.lt(value, old);
    value = v128.bitselect(value, old, shorter);
    v128.store(length + j, value);
    v128.store(before + j, v128.bitselect(row, v128.load(before + j), shorter));
    const less = f64x2.lt(value, low);
    low = v128.bitselect(value, low, less);
    lowAt = v128.bitselect(at, lowAt, less);
    at = i64x2.add(at, i64x2.splat(2));
  }
  storeLeast(scratch, low, lowAt);
}
