import type { Flow } from "./flow.ts";
import type { NumberTable } from "./number-table.ts";
import type { Settings } from "./settings.ts";
import type { View } from "./view.ts";

/** What the worker tells the page while it works. */
export type WorkerEvent =
  | DataEvent
  | ({ kind: "progress" } & Progress)
  | { kind: "fields"; fields: Fields }
  /** Particles of an unfinished training, on few levels. */
  | { kind: "preview"; flow: Flow };

export interface DataEvent {
  kind: "data";
  /** Some of the rows, to be drawn behind everything else. */
  rows: Float64Array;
  view: View;
  /** In deviations of the data. */
  sigmaMax: number;
  sigmaMin: number;
}

export interface Progress {
  step: number;
  steps: number;
  /** Steps that a value of `losses` is the mean of. */
  stepsPerLoss: number;
  /** Those that were not told before. */
  losses: number[];
  /** Step and loss on the rows held out, if they were not told before. */
  validation: [step: number, loss: number][];
  rowsPerSecond: number;
  secondsLeft: number;
}

/** The score on a grid of the view, from the largest noise to the smallest. */
export interface Fields {
  size: number;
  sigmas: Float64Array;
  /**
   * (levels, size², 2): σ·score in deviations of the data, a displacement in units of the noise, here turned into parts
   * of the view's width and height.
   */
  arrows: Float32Array;
  /** (levels, size²): ‖σ·score‖. */
  lengths: Float32Array;
}

/** Logarithms of densities on a grid of the view, from the top left; in nats. */
export interface Densities {
  size: number;
  learned: Float64Array;
  exact: Float64Array | undefined;
  /** Mean −ln p of rows held out, and the least that any model reaches, where it is known. */
  heldOut: { learned: number; exact: number | undefined };
}

export interface Sampled {
  flow: Flow;
  fingerprint: string;
}

export type Emit = (event: WorkerEvent) => void;

/** The worker as the page sees it. A job that is asked for ends the one before; that one's promise is rejected. */
export interface PlaygroundWorker {
  /** Trains a new network and gives the step it ended at: `settings.stoppedAt`, or where {@link finish} stopped it. */
  train(settings: Settings, emit: Emit): Promise<number>;
  /** Ends training early, as if it were done. */
  finish(): Promise<void>;
  sample(settings: Settings): Promise<Sampled>;
  /** On a grid of `size` cells along a side. */
  density(size: number, progress: (fraction: number) => void): Promise<Densities>;
  /** The trained network as a safetensors file. */
  model(): Promise<Uint8Array>;
  /** The numeric part of a CSV file. */
  readTable(file: File): Promise<NumberTable>;
}
