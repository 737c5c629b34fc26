export type Arithmetic = "strict" | "fused";

/** What checks/same/cell.js takes, but for the library's URL, which depends on the engine. */
export interface Cell {
  arithmetic: Arithmetic;
  threads: number;
  expectedThreads?: number;
  seedShift?: number;
}

/** Hashes by size of network, then by what was hashed. */
export type Hashes = Record<string, Record<string, string>>;

export interface CellResult {
  hashes?: Hashes;
  /** Rows that products computed at a time in the end. */
  blockRows?: number;
  /** The library's own words where it cannot compute so. */
  unsupported?: string;
  millis: number;
}

/** A JavaScript engine that cells can run in. */
export interface RunningEngine {
  /** With its version. */
  name: string;
  /** Numbers of threads it has a cell for, when not every one. */
  threads?: readonly number[];
  run(cell: Cell): Promise<CellResult>;
  close?(): Promise<void>;
}

/** An engine that may be there; starting it gives the rows it makes in the matrix, or throws why there are none. */
export interface EngineSource {
  name: string;
  start(): Promise<RunningEngine[]>;
}

/** A cell takes some 10 seconds on a busy machine, and a worker that never starts 30. */
export const CELL_TIMEOUT_MILLIS = 120_000;
