// the denoised rows: F = x̃ − σẑ

import { splat } from "../lanes";

/** 1/σ */
// @ts-ignore: decorator
@inline
export function cNoisy(sigma: v128, variance: v128, cIn: v128): v128 { return f32x4.div(splat(1), sigma); }

/** −1/σ */
// @ts-ignore: decorator
@inline
export function cOut(sigma: v128, variance: v128, cIn: v128): v128 { return f32x4.neg(f32x4.div(splat(1), sigma)); }
