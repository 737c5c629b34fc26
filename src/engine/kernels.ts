/**
 * What assembly/index.ts exports, as the host sees it. `Pointer` is a byte offset into the engine's memory; the
 * kernels' own files say what each argument means.
 */
export type Pointer = number;

/** Prepares units [begin, end) of one step's batch. */
type BatchKernel = (
  plan: Pointer,
  objective: Pointer,
  scratch: Pointer,
  seed0: number,
  seed1: number,
  step: number,
  begin: number,
  end: number,
) => void;

export interface Kernels {
  multiplyAdd(a: number, b: number, c: number): number;
  expArray(y: Pointer, x: Pointer, n: number): void;
  logArray(y: Pointer, x: Pointer, n: number): void;
  sinArray(y: Pointer, x: Pointer, n: number): void;
  cosArray(y: Pointer, x: Pointer, n: number): void;
  sigmoidArray(y: Pointer, x: Pointer, n: number): void;
  threefry(out: Pointer, key0: number, key1: number, counter0: number, counter1: number): void;
  stepKey(out: Pointer, seed0: number, seed1: number, purpose: number, a: number, b: number): void;
  uniformArray(y: Pointer, words: Pointer, n: number): void;
  uniformRow(out: Pointer, key0: number, key1: number, row: number, n: number, bits: Pointer): void;
  normals(z: Pointer, rows: number, dim: number, key0: number, key1: number, firstRow: number, bits: Pointer): void;
  activate(kind: number, y: Pointer, derivative: Pointer, bytes: number): void;
  multiplyPanel(
    y: Pointer,
    x: Pointer,
    w: Pointer,
    start: Pointer,
    startStep: number,
    rows: number,
    inputs: number,
  ): void;
  weightGradientPanel(dPanel: Pointer, x: Pointer, dY: Pointer, inputs: number, batch: number, tileBytes: number): void;
  transposePanel(transposed: Pointer, w: Pointer, inputs: number, outputs: number): void;
  packRows(tile: Pointer, rows: Pointer, count: number, dim: number): void;
  unpackRows(rows: Pointer, tile: Pointer, count: number, dim: number): void;
  firstNonFinite(x: Pointer, n: number): number;
  assignment(columns: Pointer, costs: Pointer, n: number, scratch: Pointer): void;
  assignmentScratch(n: number): number;
  coupleNoise: BatchKernel;
  couplingScratch(plan: Pointer, objective: Pointer): number;
  drawReference: BatchKernel;
  trainTiles(
    plan: Pointer,
    objective: Pointer,
    workspace: Pointer,
    parameters: Pointer,
    transposed: Pointer,
    scratch: Pointer,
    seed0: number,
    seed1: number,
    step: number,
    tileBegin: number,
    tileEnd: number,
    training: number,
  ): void;
  weightGradients(
    plan: Pointer,
    workspace: Pointer,
    gradients: Pointer,
    squares: Pointer,
    batch: number,
    begin: number,
    end: number,
  ): void;
  adamW(
    p: Pointer,
    g: Pointer,
    m: Pointer,
    v: Pointer,
    average: Pointer,
    bytes: number,
    clip: number,
    beta1: number,
    beta2: number,
    decay: number,
    stepSize: number,
    rootCorrection: number,
    epsilon: number,
    averageRate: number,
  ): void;
  updatePanels(
    plan: Pointer,
    parameters: Pointer,
    gradients: Pointer,
    m: Pointer,
    v: Pointer,
    average: Pointer,
    transposed: Pointer,
    begin: number,
    end: number,
    clip: number,
    beta1: number,
    beta2: number,
    decay: number,
    stepSize: number,
    rootCorrection: number,
    epsilon: number,
    averageRate: number,
  ): void;
  transposePanels(plan: Pointer, parameters: Pointer, transposed: Pointer, begin: number, end: number): void;
  langevinUpdate(x: Pointer, score: Pointer, z: Pointer, halfAlpha: number, rootAlpha: number, bytes: number): void;
  combineRows(
    out: Pointer,
    x: Pointer,
    a: number,
    p: Pointer,
    b: number,
    q: Pointer,
    c: number,
    e: number,
    count: number,
    dim: number,
    scratch: Pointer,
    firstRow: number,
    seed0: number,
    seed1: number,
    level: number,
    step: number,
  ): void;
  overwriteKnown(out: Pointer, known: Pointer, n: number): void;
  startRows(
    x: Pointer,
    count: number,
    dim: number,
    mean: Pointer,
    std: Pointer,
    scratch: Pointer,
    firstRow: number,
    seed0: number,
    seed1: number,
  ): void;
  networkPredict(
    plan: Pointer,
    tile: Pointer,
    parameters: Pointer,
    scratch: Pointer,
    out: Pointer,
    x: Pointer,
    labels: Pointer,
    count: number,
    tileBegin: number,
    tileEnd: number,
    sigma: number,
    kind: number,
  ): void;
  networkLangevin(
    plan: Pointer,
    tile: Pointer,
    parameters: Pointer,
    scratch: Pointer,
    x: Pointer,
    labels: Pointer,
    count: number,
    tileBegin: number,
    tileEnd: number,
    firstRow: number,
    sigma: number,
    alpha: number,
    seed0: number,
    seed1: number,
    level: number,
    stepBegin: number,
    stepEnd: number,
  ): void;
  networkJacobian(
    plan: Pointer,
    tile: Pointer,
    tangent: Pointer,
    parameters: Pointer,
    scratch: Pointer,
    noise: Pointer,
    product: Pointer,
    trace: Pointer,
    x: Pointer,
    sigmas: Pointer,
    labels: Pointer,
    probe: Pointer,
    count: number,
    tileBegin: number,
    tileEnd: number,
  ): void;
}
