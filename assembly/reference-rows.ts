// Reference rows: the data's rows in classes that each are spread over all of the data, and in blocks that lie together, as
// src/engine/reference-rows.ts has sorted them. docs/internals/notation.md.

import { columnAt } from "./conditioning";
import { madd, splat } from "./lanes";
import * as Objective from "./objective";
import * as Plan from "./plan";

/** A coordinate nothing comes near, in place of rows past the last. */
const NOWHERE: f32 = 1e18;
/** Above this σ, in units of the data's deviation, all blocks are taken for near. */
const WIDE: f32 = 0.5;

/** Bytes of a column of one class: its blocks of eight rows. */
// @ts-ignore: decorator
@inline
export function columnBytes(objective: usize): usize {
  return <usize>Objective.referenceBlocks(objective) << 5;
}

/** Bytes of a class: its columns, and its labels behind the last. */
// @ts-ignore: decorator
@inline
export function classBytes(objective: usize, D: i32): usize {
  return columnBytes(objective) * <usize>(Objective.labels(objective) == 0 ? D : D + 1);
}

/** Bytes of one corner of the blocks' boxes, in one column: whole vectors. */
// @ts-ignore: decorator
@inline
function cornerBytes(objective: usize): usize {
  return <usize>((Objective.referenceBlocks(objective) + 3) & ~3) << 2;
}

/** Writes reference rows and boxes: data row k is row ⌊k/C⌋ of class k mod C; a box holds a block's eight rows of every class. */
export function layReference(plan: usize, objective: usize): void {
  const D = Plan.dim(plan);
  const classes = Objective.referenceClasses(objective);
  const column = columnBytes(objective);
  const corner = cornerBytes(objective);
  const boxes = Objective.referenceBoxes(objective);
  for (let d = 0; d < D; d++)
    for (let i: usize = 0; i < corner; i += 4) {
      const low = boxes + <usize>(d << 1) * corner + i;
      store<f32>(low, NOWHERE);
      store<f32>(low + corner, -NOWHERE);
    }
  for (let i = 0; i < Objective.referenceBlocks(objective) << 3; i++)
    for (let c = 0; c < classes; c++) {
      const row = <u32>i * <u32>classes + <u32>c;
      const past = row >= Objective.dataRows(objective);
      let at = Objective.reference(objective) + <usize>c * classBytes(objective, D) + (<usize>i << 2);
      for (let d = 0; d < D; d++) {
        const value = past ? NOWHERE : load<f32>(Objective.data(objective) + ((<usize>row * D + d) << 2));
        store<f32>(at, value);
        at += column;
        if (past) continue;
        const low = boxes + <usize>(d << 1) * corner + (<usize>(i >> 3) << 2);
        store<f32>(low, min(load<f32>(low), value));
        store<f32>(low + corner, max(load<f32>(low + corner), value));
      }
      if (Objective.labels(objective) != 0)
        store<i32>(at, past ? -1 : load<i32>(Objective.labels(objective) + (<usize>row << 2)));
    }
}

// A list of blocks: how many there are, how many are near whatever the own row is, and from OFFSETS their places in a column.
export const FOUND: usize = 0;
export const NEAR: usize = 4;
export const OFFSETS: usize = 8;

/**
 * list ← the blocks whose rows x_m may have scale·(own − ‖x̃ − x_m‖²) > cut; those are near that may have
 * scale·‖x̃ − x_m‖² < 1 − cut.
 *
 * @param list  8 bytes, and 4 for each block
 */
export function findBlocks(
  list: usize, objective: usize, x: usize, D: i32, sigma: f32, scale: f32, own: f32, cut: f32,
): void {
  const blocks = Objective.referenceBlocks(objective);
  if (sigma > WIDE) {
    for (let i = 0; i < blocks; i++) store<i32>(list + (<usize>i << 2), i << 5, OFFSETS);
    store<i32>(list, blocks, FOUND);
    store<i32>(list, blocks, NEAR);
    return;
  }
  const corner = cornerBytes(objective);
  const limit = splat(own - cut / scale);
  const nearby = splat((1 - cut) / scale);
  let count = i32x4.splat(0);
  let to = list;
  for (let i = 0; i < blocks; i += 4) {
    let at = Objective.referenceBoxes(objective) + (<usize>i << 2);
    let distance = splat(0);
    for (let d = 0; d < D; d++) {
      const value = v128.load32_splat(columnAt(x, d));
      const below = f32x4.sub(v128.load(at), value);
      const above = f32x4.sub(value, v128.load(at + corner));
      const gap = f32x4.pmax(f32x4.pmax(below, above), splat(0));
      distance = madd(gap, gap, distance);
      at += corner << 1;
    }
    count = i32x4.sub(count, f32x4.lt(distance, nearby));
    let bits = i32x4.bitmask(f32x4.lt(distance, limit));
    while (bits != 0) {
      store<i32>(to, (i + ctz(bits)) << 5, OFFSETS);
      to += 4;
      bits &= bits - 1;
    }
  }
  store<i32>(list, <i32>(to - list) >> 2, FOUND);
  const pairs = i32x4.add(count, v128.shuffle<i32>(count, count, 2, 3, 0, 1));
  store<i32>(list, i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1), NEAR);
}
