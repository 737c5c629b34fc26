import type { Flow } from "./flow.ts";
import type { NumberTable } from "./number-table.ts";
import type { Settings } from "./settings.ts";
import type { View } from "./view.ts";

/** What the worker tells the page while it works. */
export type WorkerEvent =
  | DataEvent
  | ({ kind: "progress" } & Progress)
  /** How a training went that is long over. */
  | ({ kind: "history" } & History)
  | { kind: "fields"; fields: Fields }
  /** Particles of an unfinished training, on few levels. */
  | { kind: "preview"; flow: Flow };

export interface DataEvent {
  kind: "data";
  /** Some of the rows, to be drawn behind everything else. */
  rows: Float64Array;
  view: View;
  /** Standard deviations of the columns, in which σ counts. */
  deviations: [number, number];
  /** Shares of the modes in all rows to learn from, where it is known what they are. */
  shares: number[] | undefined;
  /** In deviations of the data. */
  sigmaMax: number;
  sigmaMin: number;
}

export interface History {
  step: number;
  steps: number;
  /** Steps that a value of `losses` is the mean of. */
  stepsPerLoss: number;
  /** Those that were not told before. */
  losses: number[];
  /** Step and loss on the rows held out, if they were not told before. */
  validation: [step: number, loss: number][];
}

export interface Progress extends History {
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
  /** How often the network was asked about each particle. */
  evaluations: number;
  /** Energy distance of the samples to the data, in deviations of the data; about 0 for other rows of the data. */
  distance: number;
  /** Distance that so many points cannot tell from 0. */
  resolution: number;
}

/** The loss at single levels of noise, per column, and the least that any network reaches, where it is known. */
export interface LevelLosses {
  sigmas: Float64Array;
  learned: Float64Array;
  floor: Float64Array | undefined;
}

export interface Opened {
  /** The step that training ended at. */
  stoppedAt: number;
  /** Whether the network came with the page. */
  shipped: boolean;
}

export type Emit = (event: WorkerEvent) => void;

/** The worker as the page sees it. A job that is asked for ends the one before; that one's promise is rejected. */
export interface PlaygroundWorker {
  /** Gets the network that a {@link train} of the settings makes: the one that comes with the page, or trains. */
  open(settings: Settings, emit: Emit): Promise<Opened>;
  /** Trains a new network and gives the step it ended at: `settings.stoppedAt`, or where {@link finish} stopped it. */
  train(settings: Settings, emit: Emit): Promise<number>;
  /** Ends training early, as if it were done. */
  finish(): Promise<void>;
  sample(settings: Settings): Promise<Sampled>;
  /** On a grid of `size` cells along a side. */
  density(size: number, progress: (fraction: number) => void): Promise<Densities>;
  /** The trained network's; the seed is that of the noises. */
  levelLosses(seed: number): Promise<LevelLosses>;
  /** The trained network as a safetensors file. */
  model(): Promise<Uint8Array>;
  /** The numeric part of a CSV file. */
  readTable(file: File): Promise<NumberTable>;
}
