import { Jobs } from "../../../apps/playground/jobs.ts";
import type {
  Densities,
  Emit,
  Fields,
  LevelLosses,
  Opened,
  PlaygroundWorker,
  Sampled,
} from "../../../apps/playground/protocol.ts";
import type { Settings } from "../../../apps/playground/settings.ts";
import type { View } from "../../../apps/playground/view.ts";
import type { Chance } from "./chance.ts";

/** What a session sends, without what it computes: `size` of fields, and so on, says what they are of. */
export class Script implements PlaygroundWorker {
  private readonly chance: Chance;
  private readonly jobs = new Jobs();
  private finishing = false;
  private readonly fractions: readonly number[];
  private trained = 0;

  /** @param fractions the density's news of its progress */
  constructor(chance: Chance, fractions: readonly number[]) {
    this.chance = chance;
    this.fractions = fractions;
  }

  open(settings: Settings, emit: Emit): Promise<Opened> {
    return this.jobs.begin(async (signal) => {
      await this.chance.pause();
      signal.throwIfAborted();
      this.tellData(settings, emit);
      await this.chance.pause();
      signal.throwIfAborted();
      this.trained = 1000 * settings.seed;
      this.tellFields(emit);
      return { stoppedAt: settings.steps, shipped: true };
    });
  }

  train(settings: Settings, emit: Emit): Promise<number> {
    const { seed, steps } = settings;
    this.finishing = false;
    return this.jobs.begin(async (signal) => {
      this.tellData(settings, emit);
      for (let step = 1; step <= steps; step++) {
        await this.chance.pause();
        signal.throwIfAborted();
        const numbers = { stepsPerLoss: 1, losses: [step], validation: [], rowsPerSecond: 1, secondsLeft: 0 };
        emit({ kind: "progress", step, steps, ...numbers });
        this.trained = 1000 * seed + step;
        this.tellFields(emit);
        if (this.finishing) return step;
      }
      return steps;
    });
  }

  private tellData({ seed }: Settings, emit: Emit): void {
    const view: View = { x: [seed, 1], y: [0, 1] };
    emit({
      kind: "data",
      rows: new Float64Array(0),
      view,
      deviations: [1, 1],
      shares: undefined,
      sigmaMax: 1,
      sigmaMin: 0.1,
    });
  }

  private tellFields(emit: Emit): void {
    emit({ kind: "fields", fields: { size: this.trained } as unknown as Fields });
  }

  async finish(): Promise<void> {
    this.finishing = true;
  }

  sample({ sampler }: Settings): Promise<Sampled> {
    return this.jobs.begin(async () => {
      await this.chance.pause();
      return { fingerprint: `${this.trained} ${sampler}` } as Sampled;
    });
  }

  density(_: number, progress: (fraction: number) => void): Promise<Densities> {
    return this.jobs.begin(async (signal) => {
      for (const fraction of this.fractions) {
        await this.chance.pause();
        signal.throwIfAborted();
        progress(fraction);
      }
      return { size: this.trained } as unknown as Densities;
    });
  }

  levelLosses(): Promise<LevelLosses> {
    return this.jobs.begin(async () => {
      await this.chance.pause();
      return { learned: Float64Array.of(this.trained) } as LevelLosses;
    });
  }

  async model(): Promise<Uint8Array> {
    return new Uint8Array(0);
  }

  readTable(): Promise<never> {
    return Promise.reject(new Error("no file"));
  }
}
