// The shape of a network and of its buffers, as the host writes it into memory: i32 words, read-only for the kernels.
// src/engine/plan.ts writes the same words in the same order.
//
// Two kinds of buffers hold what passes through the layers:
// - workspace: one block of `tileBytes` for every tile of 32 rows; for each layer its input X (T, K) and, for training,
//   D (T, O): in the forward pass the activation's derivative, after the backward pass the loss's gradient with respect
//   to the layer's pre-activation. The output layer's D is the network's output first.
// - scratch: one block per thread; offsets below.

// @ts-ignore: decorator
@inline
function word(plan: usize, index: i32): i32 {
  return load<i32>(plan + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
export function dim(plan: usize): i32 { return word(plan, 0); }
// @ts-ignore: decorator
@inline
export function layerCount(plan: usize): i32 { return word(plan, 1); }
// @ts-ignore: decorator
@inline
export function sigmaFrequencies(plan: usize): i32 { return word(plan, 2); }
// @ts-ignore: decorator
@inline
export function coordinateFrequencies(plan: usize): i32 { return word(plan, 3); }
// @ts-ignore: decorator
@inline
export function activation(plan: usize): i32 { return word(plan, 4); }
// @ts-ignore: decorator
@inline
export function parameterization(plan: usize): i32 { return word(plan, 5); }
/** f32: the frequencies ω of ln σ, then φ of the coordinates. */
// @ts-ignore: decorator
@inline
export function frequencies(plan: usize): usize { return <usize>word(plan, 6); }
// @ts-ignore: decorator
@inline
export function tileBytes(plan: usize): usize { return <usize>word(plan, 7); }

// Scratch of one thread: offsets in bytes.

/** (T, D): the noised rows x̃. */
// @ts-ignore: decorator
@inline
export function noisedOffset(plan: usize): usize { return <usize>word(plan, 8); }
/** (T, D): the noise z. */
// @ts-ignore: decorator
@inline
export function noiseOffset(plan: usize): usize { return <usize>word(plan, 9); }
/** Per-row scalars, see conditioning.ts. */
// @ts-ignore: decorator
@inline
export function rowsOffset(plan: usize): usize { return <usize>word(plan, 10); }
/** Two buffers (T, widest layer): the gradient with respect to a layer's output, and the one before it. */
// @ts-ignore: decorator
@inline
export function gradientOffset(plan: usize, which: i32): usize { return <usize>word(plan, 11 + which); }
/** 64 bytes of zeros, then 32 bytes for random words. */
// @ts-ignore: decorator
@inline
export function zeroOffset(plan: usize): usize { return <usize>word(plan, 13); }
// @ts-ignore: decorator
@inline
export function bitsOffset(plan: usize): usize { return zeroOffset(plan) + 64; }
/** (8·panels of the first layer): what its sums start from at one σ: bias and the features of σ. */
// @ts-ignore: decorator
@inline
export function startOffset(plan: usize): usize { return <usize>word(plan, 14); }

/** K, the classes of the labels a network is conditioned on; 0 for none. */
// @ts-ignore: decorator
@inline
export function classes(plan: usize): i32 { return word(plan, 15); }

// Layers: 8 words each from word 16.

// @ts-ignore: decorator
@inline
export function layer(plan: usize, index: i32): usize { return plan + ((16 + (<usize>index << 3)) << 2); }
/** K, a multiple of 8. */
// @ts-ignore: decorator
@inline
export function inputs(layer: usize): i32 { return word(layer, 0); }
/** O, a multiple of 8. */
// @ts-ignore: decorator
@inline
export function outputs(layer: usize): i32 { return word(layer, 1); }
/** Outputs that are not padding. */
// @ts-ignore: decorator
@inline
export function usedOutputs(layer: usize): i32 { return word(layer, 2); }
/** Whether the layer adds its input to its output. */
// @ts-ignore: decorator
@inline
export function residual(layer: usize): bool { return word(layer, 3) != 0; }
/** Bytes from the parameters' start to the layer's first weight panel. */
// @ts-ignore: decorator
@inline
export function weightsOffset(layer: usize): usize { return <usize>word(layer, 4); }
/** Bytes from the transposed weights' start to the layer's wᵀ (O, K). */
// @ts-ignore: decorator
@inline
export function transposedOffset(layer: usize): usize { return <usize>word(layer, 5); }
/** Bytes from a tile's start to X. */
// @ts-ignore: decorator
@inline
export function inputOffset(layer: usize): usize { return <usize>word(layer, 6); }
/** Bytes from a tile's start to D. */
// @ts-ignore: decorator
@inline
export function derivativeOffset(layer: usize): usize { return <usize>word(layer, 7); }
