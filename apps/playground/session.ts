import {
  chooseSigmas,
  createEngine,
  createScoreNetwork,
  loadModel,
  logDensity,
  saveModel,
  train,
  type Engine,
  type ScoreNetwork,
} from "langevin";
import { energyDistance } from "langevin/metrics";
import { limits } from "./data-spec.ts";
import { computeFields } from "./fields.ts";
import { fingerprint, recordFlow, samplesOf } from "./flow.ts";
import { Jobs } from "./jobs.ts";
import { levelLosses } from "./level-losses.ts";
import { LossBins, validateEvery } from "./loss-bins.ts";
import { sharesOf } from "./modes.ts";
import type { Densities, Emit, LevelLosses, Opened, PlaygroundWorker, Sampled } from "./protocol.ts";
import { readNumberTable, type NumberTable } from "./number-table.ts";
import { defaults, networks, type Settings } from "./settings.ts";
import { historyOf, isShipped, type Shipped } from "./shipped.ts";
import { sourceOf, type Source } from "./sources.ts";
import { gridRows, viewOf, type View } from "./view.ts";

/** Milliseconds between two reports of progress, and between two previews. */
const REPORT = 150;
const PREVIEW = 1000;
const preview = { sampler: defaults.sampler, levels: 12, count: 800 } as const;
const SHOWN_ROWS = 3000;
/** Tolerance of the density's solver, and rows held out that judge it. */
const DENSITY_TOLERANCE = 1e-3;
const JUDGED_ROWS = 500;
/** Samples, and rows of the data, between which the distance is computed. */
const COMPARED_ROWS = 5000;
const LARGEST_FILE = 50e6;

interface Trained {
  network: ScoreNetwork;
  source: Source;
  view: View;
  sigmaMax: number;
  sigmaMin: number;
}

/** A copy of the first rows of two numbers, `most` at most; in random order, as these are, they are like all. */
function firstRows(rows: Float64Array, most: number): Float64Array {
  return rows.slice(0, 2 * most);
}

/** Mean −ln p. */
function meanLoss(logs: Float64Array): number {
  return -logs.reduce((sum, log) => sum + log / logs.length, 0);
}

/** Standard deviations of two columns. */
function deviationsOf(rows: Float64Array): [number, number] {
  const count = rows.length / 2;
  const [x, y] = [0, 1].map((column) => {
    let [mean, squares] = [0, 0];
    for (let i = column; i < rows.length; i += 2) mean += rows[i] / count;
    for (let i = column; i < rows.length; i += 2) squares += (rows[i] - mean) ** 2 / count;
    return Math.sqrt(squares);
  });
  return [x, y];
}

async function* chunksOf(file: File): AsyncGenerator<Uint8Array> {
  const size = 1 << 20;
  for (let at = 0; at < file.size; at += size) yield new Uint8Array(await file.slice(at, at + size).arrayBuffer());
}

/** The playground's work, one job at a time. Made for a worker, but runs anywhere. */
export class Session implements PlaygroundWorker {
  private engine: Promise<Engine> | undefined;
  private trained: Trained | undefined;
  private finishing = false;
  private readonly jobs = new Jobs();
  private readonly shipped: Shipped;

  /** @param shipped finds a network that comes with the page */
  constructor(shipped: Shipped = () => Promise.reject(new Error("No networks come with this."))) {
    this.shipped = shipped;
  }

  open(settings: Settings, emit: Emit): Promise<Opened> {
    this.finishing = false;
    return this.jobs.begin(async (signal) => {
      // A network that does not come, or not whole, is trained: it is the same one then
      const network = await this.find(settings).catch(() => undefined);
      const trained = await this.prepare(settings, network);
      this.tellData(trained, emit);
      if (!network) return { stoppedAt: await this.runTraining(trained, settings, emit, signal), shipped: false };
      await this.tellNetwork(trained, settings, emit, signal);
      const history = historyOf(network);
      if (history) emit({ kind: "history", ...history });
      network.notes = {};
      return { stoppedAt: settings.stoppedAt, shipped: true };
    });
  }

  train(settings: Settings, emit: Emit): Promise<number> {
    // Before its turn comes: who asks for its end meanwhile is heard
    this.finishing = false;
    return this.jobs.begin(async (signal) => {
      const trained = await this.prepare(settings);
      this.tellData(trained, emit);
      return this.runTraining(trained, settings, emit, signal);
    });
  }

  async finish(): Promise<void> {
    this.finishing = true;
  }

  sample({ sampler, levels, particles, seed }: Settings): Promise<Sampled> {
    return this.jobs.begin(async (signal) => {
      const { network, source, sigmaMax, sigmaMin } = this.need();
      const ladder = { sigmaMax, sigmaMin, count: levels };
      const { evaluations, ...flow } = await recordFlow(network, { sampler, ladder, count: particles, seed, signal });
      const samples = samplesOf(flow);
      const [generated, reference] = [samples, source.rows].map((rows) =>
        network.encoding.encode(firstRows(rows, COMPARED_ROWS)),
      );
      const distance = energyDistance(generated, reference, { dim: 2, statistic: "U" });
      const resolution = 2 / generated.length + 2 / reference.length;
      return { flow, fingerprint: fingerprint(samples), evaluations, distance, resolution };
    });
  }

  levelLosses(seed: number): Promise<LevelLosses> {
    return this.jobs.begin(async (signal) => {
      const { network, source, sigmaMax, sigmaMin } = this.need();
      return levelLosses(network, source, { sigmaMax, sigmaMin, seed, signal });
    });
  }

  density(size: number, progress: (fraction: number) => void): Promise<Densities> {
    return this.jobs.begin(async (signal) => {
      const { network, source, view } = this.need();
      const grid = gridRows(view, size);
      const heldOut = firstRows(source.heldOut, JUDGED_ROWS);
      const rows = Float64Array.of(...grid, ...heldOut);
      const run = logDensity(network, rows, { tolerance: DENSITY_TOLERANCE, signal });
      for await (const { fraction } of run) progress(fraction);
      const learned = (await run).logDensity;
      const cells = grid.length / 2;
      return {
        size,
        learned: learned.slice(0, cells),
        exact: source.logDensity?.(grid),
        heldOut: { learned: meanLoss(learned.slice(cells)), exact: source.entropy },
      };
    });
  }

  async model(): Promise<Uint8Array> {
    return saveModel(this.need().network);
  }

  async readTable(file: File): Promise<NumberTable> {
    return readNumberTable(file.name, chunksOf(file), { minRows: limits.leastRows, maxBytes: LARGEST_FILE });
  }

  private start(): Promise<Engine> {
    this.engine ??= createEngine({ threads: 1 });
    return this.engine;
  }

  /** The network that comes with the page for these settings, if one does. */
  private async find(settings: Settings): Promise<ScoreNetwork | undefined> {
    if (settings.data.kind !== "density" || !isShipped(settings)) return undefined;
    return loadModel(...(await Promise.all([this.start(), this.shipped(settings.data.name)])));
  }

  /** The settings' data with a network for them: a new one, unless one is given. */
  private async prepare({ data, seed, network: name }: Settings, given?: ScoreNetwork): Promise<Trained> {
    const engine = await this.start();
    this.trained?.network.dispose();
    const source = sourceOf(data, seed);
    const network = given ?? createScoreNetwork(engine, { dim: 2, hidden: networks[name].hidden, seed });
    // Before training, what training is about to choose
    const { sigmaMax, sigmaMin } = network.sigmaRange ?? chooseSigmas(source.rows, { dim: 2, seed }).sigmaRange;
    const view = { ...viewOf(source.rows, source.square), names: source.names };
    this.trained = { network, source, view, sigmaMax, sigmaMin };
    return this.trained;
  }

  private tellData({ source, view, sigmaMax, sigmaMin }: Trained, emit: Emit): void {
    const shares = source.modes && sharesOf(source.modes, source.rows);
    const [rows, deviations] = [firstRows(source.rows, SHOWN_ROWS), deviationsOf(source.rows)];
    emit({ kind: "data", rows, view, deviations, shares, sigmaMax, sigmaMin });
  }

  /** What a network, trained or not, makes of noise, and its score. */
  private async tellNetwork(
    { network, view, sigmaMax, sigmaMin }: Trained,
    { seed }: Settings,
    emit: Emit,
    signal: AbortSignal,
  ): Promise<void> {
    const { sampler, count, levels } = preview;
    const ladder = { sigmaMax, sigmaMin, count: levels };
    emit({ kind: "preview", flow: await recordFlow(network, { sampler, ladder, count, seed, signal }) });
    emit({ kind: "fields", fields: computeFields(network, view, sigmaMax, sigmaMin) });
  }

  private async runTraining(trained: Trained, settings: Settings, emit: Emit, signal: AbortSignal): Promise<number> {
    const { network, source, view, sigmaMax, sigmaMin } = trained;
    const { steps, stoppedAt, seed } = settings;
    const bins = new LossBins(steps);
    let validation: [number, number][] = [];
    let [reported, previewed] = [performance.now(), performance.now()];
    let ended = stoppedAt;
    await this.tellNetwork(trained, settings, emit, signal);
    // All else is as the library has it; another recipe needs another version of the links
    const run = train(network, source.rows, {
      sigmas: "auto",
      ...{ steps, seed, signal, validation: source.heldOut, validateEvery: validateEvery(steps) },
    });
    for await (const { step, loss, validationLoss, rowsPerSecond, secondsLeft } of run) {
      bins.add(loss);
      if (validationLoss !== undefined) validation.push([step, validationLoss]);
      const last = step === stoppedAt || this.finishing;
      if (last || performance.now() - reported > REPORT) {
        const { stepsPerLoss } = bins;
        const numbers = { step, steps, rowsPerSecond, secondsLeft: last ? 0 : secondsLeft };
        emit({ kind: "progress", ...numbers, stepsPerLoss, losses: bins.take(), validation });
        validation = [];
        reported = performance.now();
      }
      if (last) {
        ended = step;
        break;
      }
      if (performance.now() - previewed > PREVIEW) {
        await this.tellNetwork(trained, settings, emit, signal);
        previewed = performance.now();
      }
    }
    emit({ kind: "fields", fields: computeFields(network, view, sigmaMax, sigmaMin) });
    return ended;
  }

  private need(): Trained {
    if (!this.trained) throw new Error("Nothing has been trained yet.");
    return this.trained;
  }
}
