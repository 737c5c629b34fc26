// (ẑ − σx)/√(σ² + 1) of noise and rows, the velocity (Salimans & Ho 2022, arXiv:2202.00512)

/** σ/(σ² + 1) */
// @ts-ignore: decorator
@inline
export function cNoisy(sigma: v128, variance: v128, cIn: v128): v128 { return f32x4.div(sigma, variance); }

/** 1/√(σ² + 1) */
// @ts-ignore: decorator
@inline
export function cOut(sigma: v128, variance: v128, cIn: v128): v128 { return cIn; }
