// What kernels and host agree on, beside the kernels' own signatures: written here once. scripts/build-kernels.mjs makes of
// it accessors in assembly/generated/ and names and types in src/engine/generated/.

/** Sizes that both sides compute with: type, value, meaning. */
export const constants = {
  TILE_ROWS: ["i32", 32, "Rows of a tile: the rows that pass through all layers together while their activations stay in cache."],
  PANEL_ROW: ["usize", 32, "Bytes of one row of a panel: 8 f32."],
  BLOCK_ROWS: ["usize", 4032, "Address of an i32 that the host writes: rows that a product computes at a time, 6 or 8; else 4."],
};

/** Words of 4 bytes that the host writes and kernels only read: type, meaning. */
export const structs = {
  plan: {
    about: "The shape of a network and of its buffers; the layers' words follow.",
    words: {
      dim: ["i32", "D"],
      numbers: ["i32", "N, plain coordinates: the columns before the categories' blocks; D without blocks."],
      categories: ["usize", "The categories' words; 0: no column is one."],
      layerCount: ["i32", "Layers, the output layer included."],
      sigmaFrequencies: ["i32", "E"],
      coordinateFrequencies: ["i32", "F"],
      activation: ["i32", "Its place in the list of activations."],
      parameterization: ["i32", "Its place in the list of parameterizations."],
      frequencies: ["usize", "f32: the frequencies ω of ln σ, then φ of the coordinates, then those of the conditions."],
      tileBytes: ["usize", "Bytes of a tile's block of the workspace."],
      noisedOffset: ["usize", "In a thread's scratch, (T, D): the noised rows x̃."],
      noiseOffset: ["usize", "In a thread's scratch, (T, D): the noise z."],
      rowsOffset: ["usize", "In a thread's scratch: the per-row scalars."],
      aboveOffset: ["usize", "In a thread's scratch, (T, widest layer): the gradient with respect to the output of the layer above."],
      gradientOffset: ["usize", "In a thread's scratch, (T, widest layer): the gradient with respect to a layer's output."],
      zeroOffset: ["usize", "In a thread's scratch: 64 bytes of zeros."],
      bitsOffset: ["usize", "In a thread's scratch: 32 bytes for random words."],
      startOffset: ["usize", "In a thread's scratch, (8·panels of the first layer): what its sums start from at one σ: bias and the features of σ."],
      rowStartOffset: ["usize", "In a thread's scratch, (T, outputs of the first layer) in panels: what each row's sums start from, for a network with conditions."],
      classes: ["i32", "K, the classes of the labels a network is conditioned on; 0 for none."],
      conditions: ["i32", "C, numbers a network is conditioned on; 0 for none."],
      conditionFrequencies: ["i32", "Sines and cosines of each of them."],
      usedInputs: ["i32", "Input features that are not padding."],
      masks: ["i32", "M, what a mask has a bit for: each plain coordinate, then each block; 0 for a network without masks."],
      masksOffset: ["usize", "In a thread's scratch, i32 (T, ⌈M/32⌉): the rows' masks, a bit being 1 where a value is known."],
    },
  },
  layer: {
    about: "One layer of a plan.",
    words: {
      inputs: ["i32", "K, a multiple of 8."],
      outputs: ["i32", "O, a multiple of 8."],
      usedOutputs: ["i32", "Outputs that are not padding."],
      residual: ["bool", "Whether the layer adds its input to its output."],
      weightsOffset: ["usize", "Bytes from the parameters' start to the layer's first weight panel."],
      transposedOffset: ["usize", "Bytes from the transposed weights' start to the layer's wᵀ (O, K)."],
      inputOffset: ["usize", "Bytes from a tile's start to X."],
      derivativeOffset: ["usize", "Bytes from a tile's start to D."],
    },
  },
  categories: {
    about: "Columns that hold categories, as blocks of coordinates behind the plain ones. L levels in all.",
    words: {
      blocks: ["i32", "J"],
      levels: ["i32", "L"],
      bounds: ["usize", "i32 (J + 1): the first level of each block, then L."],
      columns: ["usize", "i32 (J + 1): the first coordinate of each block, then D."],
      shares: ["usize", "f32 (L): π, each level's share."],
      logShares: ["usize", "f32 (L): ln π."],
      weights: ["usize", "f32 (J): what a block's cross-entropy is multiplied by in the loss."],
      codes: ["usize", "Weight panels (D, L): the columns v, and −‖v‖²/2 as biases."],
      codeRows: ["usize", "i32, two a panel: the first row of its weights that is not zero and the end, multiples of 8."],
      means: ["usize", "Weight panels (L, D): the rows v."],
      meanRows: ["usize", "The same of these panels."],
      evidenceOffset: ["usize", "In a thread's scratch, (L, T) row-major: s."],
      ownOffset: ["usize", "In a thread's scratch, (L, T): softmax(s)."],
      posteriorOffset: ["usize", "In a thread's scratch, (L, T): p."],
      changeOffset: ["usize", "In a thread's scratch, (L, T): the change of s, then of p, along a direction."],
      factorsOffset: ["usize", "In a thread's scratch, (T, L) in panels: what the means are products of."],
      panelOffset: ["usize", "In a thread's scratch, (T, 8): one panel of a product."],
    },
  },
  objective: {
    about: "What is minimized.",
    words: {
      data: ["usize", "f32 (n, D) row-major: the standardized rows."],
      dataRows: ["u32", "n"],
      batchSize: ["i32", "B"],
      quantiles: ["usize", "f32: quantiles of σ (a ladder), or of ln σ."],
      quantileCount: ["i32", "Entries of that table."],
      interpolated: ["bool", "Whether ln σ is interpolated in the table; else it is a ladder of σ."],
      weighting: ["i32", "A Weighting."],
      losses: ["usize", "f64, one a tile: Σ weight·(ẑ − z)² over its rows."],
      rowsPurpose: ["i32", "What the random numbers that draw rows and σ are for."],
      noisePurpose: ["i32", "What the random numbers of the noise are for."],
      labels: ["usize", "i32 (n): the rows' labels, or 0."],
      conditions: ["usize", "f32 (n, C) row-major: the rows' conditions, standardized, NaN for none; or 0."],
      levels: ["usize", "i32 (n, J) row-major: the rows' levels, counted over all blocks; or 0."],
      labelDropout: ["u32", "Labels, or conditions, are dropped where a random word is below this: share·2³²."],
      maskShare: ["u32", "Rows get a mask where a random word is below this: share·2³²."],
      coupledNoise: ["usize", "f32 (B, D) row-major: the batch's noise after coupling, see coupling.ts; or 0: it is drawn tile by tile."],
      couplingRows: ["i32", "Rows of the batch that are paired with each other's noise."],
      pairedNoise: ["usize", "f32 (n, D) row-major: the one noise that each data row goes with; or 0."],
      reference: ["usize", "A class of the data's rows after another: f32 (D, 8·blocks) column-major, then i32 (8·blocks) their labels; see stable-target.ts. Or 0: a target is its own noise."],
      referenceRows: ["i32", "Rows in near blocks that a target is averaged over, about."],
      referenceClasses: ["i32", "C: data row k is row ⌊k/C⌋ of class k mod C."],
      referenceBlocks: ["i32", "Blocks of eight rows in a class, up to 128."],
      referenceBoxes: ["usize", "f32 (D, 2, blocks up to a multiple of 4): the least and the largest of a block's values in all classes."],
    },
  },
};

/** Arrays of T f32 one after another, in a thread's scratch: what depends on a row's noise level. */
export const rowScalars = {
  SIGMA: "σ",
  LOG_SIGMA: "ln σ",
  C_IN: "1/√(σ² + 1)",
  C_NOISY: "ẑ = cNoisy·x̃ + cOut·F",
  C_OUT: "ẑ = cNoisy·x̃ + cOut·F",
  WEIGHT: "Weight of the row in the loss; 0 for rows past the batch.",
  LABEL: "i32: the row's label, or the data row whose conditions it is given; −1 for none.",
  DATA_ROW: "i32: the row of the data that was drawn.",
};

/** Words that the host passes as their places in these lists: meaning of the list, of each word. */
export const enums = {
  Weighting: {
    about: "What a row's squared error is multiplied by in the loss.",
    words: { noise: "1", edm: "σ² + 1", denoised: "σ²", velocity: "(1 + σ)²" },
  },
  Prediction: {
    about: "What a network's evaluation gives.",
    words: { noise: "ẑ", score: "−ẑ/σ", denoised: "x̃ − σẑ" },
  },
};
