// (D − x̃/(σ² + 1))·√(σ² + 1)/σ of the denoised rows D: F of variance 1 at every σ (Karras et al. 2022, arXiv:2206.00364, section 5, σ_data = 1)

/** σ/(σ² + 1) */
// @ts-ignore: decorator
@inline
export function cNoisy(sigma: v128, variance: v128, cIn: v128): v128 { return f32x4.div(sigma, variance); }

/** −1/√(σ² + 1) */
// @ts-ignore: decorator
@inline
export function cOut(sigma: v128, variance: v128, cIn: v128): v128 { return f32x4.neg(cIn); }
