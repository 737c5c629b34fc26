import { blockSize, levelCount, plainColumns, type Columns } from "../data/category-block.ts";
import { log } from "../numerics/math.ts";
import type { Arena } from "./arena.ts";
import { coreOf, type Engine } from "./engine.ts";
import { categoriesWords, PANEL_ROW, TILE_ROWS } from "./generated/contract.ts";
import type { Pointer } from "./generated/kernels.ts";
import { wordsInOrder } from "./job.ts";

type OffsetWord = Extract<(typeof categoriesWords)[number], `${string}Offset`>;

/** What lies where in a thread's scratch. */
export type CategoryOffsets = Record<OffsetWord, number>;

/** Takes the blocks' part of a thread's scratch. */
export function layCategories(levels: number, take: (bytes: number) => number): CategoryOffsets {
  const rows = (columns: number): number => take(columns * TILE_ROWS * 4);
  return {
    evidenceOffset: rows(levels),
    ownOffset: rows(levels),
    posteriorOffset: rows(levels),
    changeOffset: rows(levels),
    factorsOffset: rows(padded(levels)),
    panelOffset: rows(8),
  };
}

const padded = (n: number): number => Math.ceil(n / 8) * 8;

/** Writes the words that kernels read, and the codes and shares they point to. */
export function writeCategories(engine: Engine, arena: Arena, shape: Columns, offsets: CategoryOffsets): Pointer {
  const { dim, categories = [] } = shape;
  const { heap } = coreOf(engine);
  const L = levelCount(shape);
  const codes = new Matrix(dim, L);
  const means = new Matrix(L, dim);
  const bounds = [0];
  const columns = [plainColumns(shape)];
  const shares: number[] = [];
  const weights: number[] = [];
  let column = plainColumns(shape);
  for (const block of categories) {
    const size = blockSize(block);
    const first = shares.length;
    block.probabilities.forEach((share, k) => {
      let square = 0;
      for (let c = 0; c < size; c++) {
        const coordinate = block.codes[k * size + c];
        square += coordinate * coordinate;
        codes.set(column + c, first + k, coordinate);
        means.set(first + k, column + c, coordinate);
      }
      codes.setBias(first + k, -square / 2);
      shares.push(share);
    });
    weights.push(1 / entropy(block.probabilities));
    bounds.push(shares.length);
    column += size;
    columns.push(column);
  }
  const floats = (values: ArrayLike<number>): Pointer => {
    const at = arena.allocate(values.length * 4);
    heap.write(at, values);
    return at;
  };
  const integers = (values: ArrayLike<number>): Pointer => {
    const at = arena.allocate(values.length * 4);
    heap.i32.set(values, at / 4);
    return at;
  };
  return integers(
    wordsInOrder(categoriesWords, {
      blocks: categories.length,
      levels: L,
      bounds: integers(bounds),
      columns: integers(columns),
      shares: floats(shares),
      logShares: floats(shares.map(log)),
      weights: floats(weights),
      codes: floats(codes.panels),
      codeRows: integers(codes.usedRows()),
      means: floats(means.panels),
      meanRows: integers(means.usedRows()),
      ...offsets,
    }),
  );
}

/** H, in nats: what a network that knows nothing but the shares pays for a level. */
function entropy(shares: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < shares.length; k++) sum -= shares[k] * log(shares[k]);
  return sum;
}

/** A matrix (rows, columns) in weight panels, and which of its rows are in use. */
class Matrix {
  readonly panels: Float32Array;
  private readonly rows: number;
  private readonly columns: number;
  private readonly panelFloats: number;

  constructor(rows: number, columns: number) {
    this.rows = padded(rows);
    this.columns = padded(columns);
    this.panelFloats = ((this.rows + 1) * PANEL_ROW) / 4;
    this.panels = new Float32Array((this.columns / 8) * this.panelFloats);
  }

  set(row: number, column: number, value: number): void {
    this.panels[this.at(row + 1, column)] = value;
  }

  setBias(column: number, value: number): void {
    this.panels[this.at(0, column)] = value;
  }

  /** For each panel its first row that is not zero and the end of them, in whole panels of rows. */
  usedRows(): number[] {
    const bounds: number[] = [];
    for (let p = 0; p < this.columns; p += 8) {
      let [from, to] = [this.rows, 0];
      for (let row = 0; row < this.rows; row++)
        for (let c = p; c < p + 8; c++)
          if (this.panels[this.at(row + 1, c)] !== 0) [from, to] = [Math.min(from, row), row + 1];
      bounds.push(...(to === 0 ? [0, 0] : [from - (from % 8), padded(to)]));
    }
    return bounds;
  }

  private at(row: number, column: number): number {
    return (column >> 3) * this.panelFloats + row * 8 + (column & 7);
  }
}
