import type { Densities, Emit, LevelLosses, Opened, PlaygroundWorker, Sampled, WorkerEvent } from "./protocol.ts";
import { samplerOf } from "./samplers.ts";
import type { Settings } from "./settings.ts";

/** Samples and the settings that made them. */
export interface Shown {
  settings: Settings;
  sampled: Sampled;
  /** The second sampler's, if there is one. */
  beside: Sampled | undefined;
}

/** What is seen and heard of the work. */
export interface Stage {
  /** A new network is on its way: what is known of the one before is gone. */
  begin(): void;
  /** News of the training that was begun last. */
  show(event: WorkerEvent): void;
  /** Training is over, however it ended. */
  endTraining(): void;
  showSamples(shown: Shown): Promise<void>;
  showDensities(densities: Densities): void;
  showLevelLosses(losses: LevelLosses): void;
  /** What the worker does now. */
  say(text: string): void;
  progress(fraction: number): void;
}

/** Cells of the density's grid along a side. */
const DENSITY_SIZE = 64;

type Sampling = Pick<Settings, "sampler" | "beside" | "levels" | "particles">;

/** Leads the worker through training, sampling and density, and shows what belongs to what was asked for last. */
export class Conductor {
  private readonly worker: PlaygroundWorker;
  private readonly stage: Stage;
  /** Settings of the network in the worker, once it is trained. */
  private trained: Settings | undefined;
  /** Whether it came with the page. */
  private shipped = false;
  private densityKnown = false;
  private lossesKnown = false;
  /** Counts what was asked for; work that is not the latest any more shows nothing. */
  private turn = 0;

  constructor(worker: PlaygroundWorker, stage: Stage) {
    this.worker = worker;
    this.stage = stage;
  }

  /** Gets a network of the settings, trained only where none comes with the page; samples then as {@link train} does. */
  async open(settings: Settings, sampling: () => Sampling): Promise<void> {
    await this.get(settings, sampling, (emit) => this.worker.open(settings, emit));
  }

  /** Trains a network; samples then with what `sampling` says. */
  async train(settings: Settings, sampling: () => Sampling): Promise<void> {
    await this.get(settings, sampling, async (emit) => ({
      stoppedAt: await this.worker.train(settings, emit),
      shipped: false,
    }));
  }

  private async get(settings: Settings, sampling: () => Sampling, ask: (emit: Emit) => Promise<Opened>): Promise<void> {
    const mine = ++this.turn;
    this.trained = undefined;
    this.densityKnown = false;
    this.lossesKnown = false;
    this.stage.begin();
    this.stage.say("Getting a network…");
    try {
      const { stoppedAt, shipped } = await ask((event) => {
        if (mine === this.turn) this.stage.show(event);
      });
      if (mine === this.turn) [this.trained, this.shipped] = [{ ...settings, stoppedAt }, shipped];
    } finally {
      if (mine === this.turn) this.stage.endTraining();
    }
    if (mine === this.turn) await this.sample(sampling());
  }

  /** Samples of the trained network, if there is one, and its density, unless that is known. */
  async sample(sampling: Sampling): Promise<void> {
    if (!this.trained) return;
    const mine = ++this.turn;
    const { sampler, beside, levels, particles } = sampling;
    const settings = { ...this.trained, sampler, beside, levels, particles };
    this.stage.say("Sampling…");
    this.stage.progress(0);
    const sampled = await this.worker.sample(settings);
    if (mine !== this.turn) return;
    const second = beside === "" ? undefined : await this.worker.sample({ ...settings, sampler: beside });
    if (mine !== this.turn) return;
    await this.stage.showSamples({ settings, sampled, beside: second });
    if (mine !== this.turn) return;
    if (!this.densityKnown) {
      this.stage.say("Computing the density…");
      const densities = await this.worker.density(DENSITY_SIZE, (fraction) => {
        if (mine === this.turn) this.stage.progress(fraction);
      });
      if (mine !== this.turn) return;
      this.stage.showDensities(densities);
      this.densityKnown = true;
    }
    if (!this.lossesKnown) {
      this.stage.say("Computing the loss at each σ…");
      const losses = await this.worker.levelLosses(settings.seed);
      if (mine !== this.turn) return;
      this.stage.showLevelLosses(losses);
      this.lossesKnown = true;
    }
    const { steps, stoppedAt } = settings;
    const stopped = stoppedAt < steps ? ` (stopped at step ${stoppedAt} of ${steps})` : "";
    this.stage.progress(1);
    const points = `${particles.toLocaleString("en-US")} new points by ${samplerOf(sampler).label}`;
    const origin = this.shipped ? " The network came with the page: train it yourself and get the same." : "";
    this.stage.say(`Done${stopped}. ${points}.${origin}`);
  }

  /** Ends training early, as if it were done. */
  async finish(): Promise<void> {
    await this.worker.finish();
  }
}
