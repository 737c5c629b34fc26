// The shape of a network and of its buffers, as the host writes it into memory: contract.mjs has the words.
//
// Two kinds of buffers hold what passes through the layers:
// - workspace: one block of `tileBytes` for every tile of 32 rows; for each layer its input X (T, K) and, for training,
//   D (T, O): in the forward pass the activation's derivative, after the backward pass the loss's gradient with respect
//   to the layer's pre-activation. The output layer's D is the network's output first.
// - scratch: one block per thread.

import { LAYER_BYTES } from "./generated/layer";
import { PLAN_BYTES } from "./generated/plan";

export * from "./generated/layer";
export * from "./generated/plan";

// @ts-ignore: decorator
@inline
export function layer(plan: usize, index: i32): usize { return plan + PLAN_BYTES + <usize>index * LAYER_BYTES; }
