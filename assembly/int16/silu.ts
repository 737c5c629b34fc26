// a·sigmoid(a) as near as 13 bits ask for.

import { constant, ONE } from "../math";

const MINUS_LOG2_E = memory.data<f32>([-1.44269504]);
/** 1.5·2²³: adding it rounds to a whole number, which then stands in the low bits. */
const ROUNDER = memory.data<f32>([12582912]);
const LEAST = memory.data<f32>([-125]);
const MOST = memory.data<f32>([125]);
/** 2ᶠ, |f| ≤ ½, the highest power first: own minimax fit, relative error ≤ 7.5e-5. */
const POWER = memory.data<f32>([0.0551716685295105, 0.2426111251115799, 0.6932609677314758, 0.9999280571937561]);

/** silu(a): |error| ≤ 1.7e-5 + 2e-7·|a|; NaN → NaN. */
// @ts-ignore: decorator
@inline
function silu4(a: v128): v128 {
  const u = f32x4.pmax(f32x4.pmin(f32x4.mul(a, constant(MINUS_LOG2_E)), constant(MOST)), constant(LEAST));
  const shifted = f32x4.add(u, constant(ROUNDER));
  const f = f32x4.sub(u, f32x4.sub(shifted, constant(ROUNDER)));
  let p = f32x4.add(f32x4.mul(constant(POWER), f), constant(POWER + 4));
  p = f32x4.add(f32x4.mul(p, f), constant(POWER + 8));
  p = f32x4.add(f32x4.mul(p, f), constant(POWER + 12));
  // 2ⁿ·p by its exponent
  const e = i32x4.add(p, i32x4.shl(shifted, 23));
  return f32x4.div(a, f32x4.add(constant(ONE), e));
}

/**
 * y ← silu(y), plus x where it is not 0.
 *
 * @param bytes  multiple of 32
 */
export function addSilu(y: usize, x: usize, bytes: usize): void {
  if (x == 0) {
    for (let i: usize = 0; i < bytes; i += 32) {
      const a = silu4(v128.load(y + i)), b = silu4(v128.load(y + i, 16));
      v128.store(y + i, a);
      v128.store(y + i, b, 16);
    }
    return;
  }
  for (let i: usize = 0; i < bytes; i += 32) {
    const a = silu4(v128.load(y + i)), b = silu4(v128.load(y + i, 16));
    v128.store(y + i, f32x4.add(a, v128.load(x + i)));
    v128.store(y + i, f32x4.add(b, v128.load(x + i, 16)), 16);
  }
}
