// Four f32 lanes at a time: the arithmetic every kernel is written in.

export { PANEL_ROW, TILE_ROWS } from "./generated/constants";

// @ts-ignore: decorator
@inline
export function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** a·b + c, rounded twice ("strict") or once ("fused"): scripts/kernel-text.mjs puts either in place of these stand-ins. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_max(f32x4.relaxed_min(a, b), c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** a·b + c of one lane: lets the host see whether a fused build really fuses. */
export function multiplyAdd(a: f32, b: f32, c: f32): f32 {
  return f32x4.extract_lane(madd(splat(a), splat(b), splat(c)), 0);
}

/** The smallest multiple of 4 that is ≥ n: rows the micro-kernels work on. */
// @ts-ignore: decorator
@inline
export function quadRows(n: i32): i32 {
  return (n + 3) & ~3;
}
