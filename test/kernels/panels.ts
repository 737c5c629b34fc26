// The layout of docs/internals/notation.md, last section, written down a second time.

export const TILE_ROWS = 32;

const panelsOf = (columns: number): number => Math.ceil(columns / 8);

/** Where entry (r, c) of a matrix in panels of `height` rows lies. */
export const panelIndex = (r: number, c: number, height: number): number =>
  Math.floor(c / 8) * height * 8 + r * 8 + (c % 8);

/**
 * A row-major matrix (rows, columns) as panels of `height` rows. Missing columns are zero, and so are missing rows up
 * to a multiple of 4; the rest is NaN: nothing may depend on it.
 */
export function packPanels(matrix: ArrayLike<number>, rows: number, columns: number, height = rows): Float32Array {
  const panels = new Float32Array(panelsOf(columns) * height * 8).fill(NaN);
  for (let r = 0; r < Math.min(height, Math.ceil(rows / 4) * 4); r++) {
    for (let c = 0; c < panelsOf(columns) * 8; c++)
      panels[panelIndex(r, c, height)] = r < rows && c < columns ? matrix[r * columns + c] : 0;
  }
  return panels;
}

export function unpackPanels(panels: ArrayLike<number>, rows: number, columns: number, height = rows): Float32Array {
  const matrix = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) matrix[r * columns + c] = panels[panelIndex(r, c, height)];
  }
  return matrix;
}

/** Weights (inputs, outputs) and biases as weight panels: row 0 the biases, rows 1…K the weights, K a multiple of 8. */
export function packWeights(
  weight: ArrayLike<number>,
  bias: ArrayLike<number>,
  inputs: number,
  outputs: number,
): Float32Array {
  const height = panelsOf(inputs) * 8 + 1;
  const panels = new Float32Array(panelsOf(outputs) * height * 8);
  for (let o = 0; o < outputs; o++) {
    panels[panelIndex(0, o, height)] = bias[o];
    for (let i = 0; i < inputs; i++) panels[panelIndex(1 + i, o, height)] = weight[i * outputs + o];
  }
  return panels;
}

/** The rows [first, first + 32) of a row-major matrix of `columns`, as many as there are. */
export function tileOf(matrix: Float32Array, columns: number, rows: number, first: number): [Float32Array, number] {
  const count = Math.min(TILE_ROWS, rows - first);
  return [matrix.subarray(first * columns, (first + count) * columns), count];
}
