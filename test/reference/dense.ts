/** rows B, inputs I, outputs O of one layer: x (B, I), w (I, O), y (B, O), all row-major and dense. */
export interface DenseShape {
  rows: number;
  inputs: number;
  outputs: number;
}

/** y[b,o] = bias[o] + Σᵢ x[b,i]·w[i,o], over i in order, starting from the bias. */
export function forward(
  x: ArrayLike<number>,
  w: ArrayLike<number>,
  bias: ArrayLike<number>,
  { rows, inputs, outputs }: DenseShape,
): Float64Array {
  const y = new Float64Array(rows * outputs);
  for (let b = 0; b < rows; b++) {
    for (let o = 0; o < outputs; o++) {
      let sum = bias[o];
      for (let i = 0; i < inputs; i++) sum += x[b * inputs + i] * w[i * outputs + o];
      y[b * outputs + o] = sum;
    }
  }
  return y;
}

/** dX[b,i] = Σₒ dY[b,o]·w[i,o] */
export function inputGradient(
  dY: ArrayLike<number>,
  w: ArrayLike<number>,
  { rows, inputs, outputs }: DenseShape,
): Float64Array {
  const dX = new Float64Array(rows * inputs);
  for (let b = 0; b < rows; b++) {
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let o = 0; o < outputs; o++) sum += dY[b * outputs + o] * w[i * outputs + o];
      dX[b * inputs + i] = sum;
    }
  }
  return dX;
}

/** dW[i,o] = Σ_b x[b,i]·dY[b,o] */
export function weightGradient(
  x: ArrayLike<number>,
  dY: ArrayLike<number>,
  { rows, inputs, outputs }: DenseShape,
): Float64Array {
  const dW = new Float64Array(inputs * outputs);
  for (let i = 0; i < inputs; i++) {
    for (let o = 0; o < outputs; o++) {
      let sum = 0;
      for (let b = 0; b < rows; b++) sum += x[b * inputs + i] * dY[b * outputs + o];
      dW[i * outputs + o] = sum;
    }
  }
  return dW;
}

/** dBias[o] = Σ_b dY[b,o] */
export function biasGradient(dY: ArrayLike<number>, { rows, outputs }: Omit<DenseShape, "inputs">): Float64Array {
  const dBias = new Float64Array(outputs);
  for (let o = 0; o < outputs; o++) {
    for (let b = 0; b < rows; b++) dBias[o] += dY[b * outputs + o];
  }
  return dBias;
}
