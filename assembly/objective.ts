// What is minimized, as the host (src/engine/objective.ts) writes it: i32 words, read-only for the kernels.

/** f32 (n, D) row-major: the standardized rows. */
// @ts-ignore: decorator
@inline
export function data(objective: usize): usize { return load<usize>(objective); }
/** n */
// @ts-ignore: decorator
@inline
export function dataRows(objective: usize): u32 { return load<u32>(objective, 4); }
/** B */
// @ts-ignore: decorator
@inline
export function batchSize(objective: usize): i32 { return load<i32>(objective, 8); }
/** f32: quantiles of σ (a ladder), or of ln σ. */
// @ts-ignore: decorator
@inline
export function quantiles(objective: usize): usize { return load<usize>(objective, 12); }
// @ts-ignore: decorator
@inline
export function quantileCount(objective: usize): i32 { return load<i32>(objective, 16); }
/** 0: the table is a ladder of σ; 1: ln σ is interpolated in it. */
// @ts-ignore: decorator
@inline
export function interpolated(objective: usize): bool { return load<i32>(objective, 20) != 0; }
/** 0: weight 1; 1: σ² + 1; 2: σ²; 3: (1 + σ)². */
// @ts-ignore: decorator
@inline
export function weighting(objective: usize): i32 { return load<i32>(objective, 24); }
/** f64, one a tile: Σ weight·(ẑ − z)² over its rows. */
// @ts-ignore: decorator
@inline
export function losses(objective: usize): usize { return load<usize>(objective, 28); }
/** The purposes of the random numbers: rows and σ, and this + 1 for the noise. */
// @ts-ignore: decorator
@inline
export function purpose(objective: usize): i32 { return load<i32>(objective, 32); }
/** i32 (n): the rows' labels, or 0. */
// @ts-ignore: decorator
@inline
export function labels(objective: usize): usize { return load<usize>(objective, 36); }
/** Labels are dropped where a random word is below this: u32 share·2³². */
// @ts-ignore: decorator
@inline
export function labelDropout(objective: usize): u32 { return load<u32>(objective, 40); }
/** f32 (B, D) row-major: the batch's noise after coupling, see coupling.ts; or 0: it is drawn tile by tile. */
// @ts-ignore: decorator
@inline
export function coupledNoise(objective: usize): usize { return load<usize>(objective, 44); }
/** Rows of the batch that are paired with each other's noise. */
// @ts-ignore: decorator
@inline
export function couplingRows(objective: usize): i32 { return load<i32>(objective, 48); }
/** f32 (D, s) column-major: reference rows, then i32 (s) their labels; see stable-target.ts. Or 0: a target is its own noise. */
// @ts-ignore: decorator
@inline
export function reference(objective: usize): usize { return load<usize>(objective, 52); }
/** At least B; s is this up to a multiple of 8. */
// @ts-ignore: decorator
@inline
export function referenceRows(objective: usize): i32 { return load<i32>(objective, 56); }

/** The data row that a random word draws: ⌊word·n/2³²⌋. */
// @ts-ignore: decorator
@inline
export function drawnRow(objective: usize, word: u32): usize {
  return <usize>((<u64>word * <u64>dataRows(objective)) >> 32);
}
