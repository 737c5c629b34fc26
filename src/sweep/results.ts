import type { Store } from "../work/store.ts";
import { promoted, type Rung } from "./halving.ts";
import { checkpointName, decodeResult, resultName, type TrialResult } from "./trial-result.ts";

/** A rung whose entrants are known. */
export interface OpenRung {
  /** Trials that entered, the best of the rung before first. */
  readonly entrants: readonly number[];
  /** Their results; undefined for what is still to be trained. */
  readonly results: readonly (TrialResult | undefined)[];
}

/** Files that are read at once. */
const AT_ONCE = 32;

/** What of a sweep lies in its store. Results never change, so each is read once. */
export class Results {
  private readonly store: Store;
  private readonly sweep: string;
  private readonly rungs: readonly Rung[];
  private readonly known = new Map<string, TrialResult>();

  constructor(store: Store, sweep: string, rungs: readonly Rung[]) {
    this.store = store;
    this.sweep = sweep;
    this.rungs = rungs;
  }

  /**
   * The rungs that have begun: each but the last has all its results.
   *
   * @throws LangevinError "invalid-file" for a file that is no result of this sweep
   */
  async look(): Promise<OpenRung[]> {
    const there = new Set((await this.store.list()).map(({ name }) => name));
    const open: OpenRung[] = [];
    let entrants = Array.from({ length: this.rungs[0].entrants }, (_, trial) => trial);
    for (let rung = 0; rung < this.rungs.length; rung++) {
      const results = await this.resultsOf(rung, entrants, there);
      open.push({ entrants, results });
      if (results.includes(undefined) || rung + 1 === this.rungs.length) break;
      entrants = promoted(results as TrialResult[], this.rungs[rung + 1].entrants);
    }
    return open;
  }

  private async resultsOf(
    rung: number,
    entrants: readonly number[],
    there: ReadonlySet<string>,
  ): Promise<(TrialResult | undefined)[]> {
    const results: (TrialResult | undefined)[] = [];
    for (let begin = 0; begin < entrants.length; begin += AT_ONCE) {
      const trials = entrants.slice(begin, begin + AT_ONCE);
      results.push(...(await Promise.all(trials.map((trial) => this.resultOf(rung, trial, there)))));
    }
    return results;
  }

  /** A result whose model's file is there too. */
  private async resultOf(rung: number, trial: number, there: ReadonlySet<string>): Promise<TrialResult | undefined> {
    const name = resultName(rung, trial);
    if (!there.has(name)) return undefined;
    const result = this.known.get(name) ?? (await this.read(name, rung, trial));
    if (result === undefined) return undefined;
    this.known.set(name, result);
    return result.checkpoint === undefined || there.has(checkpointName(result.checkpoint)) ? result : undefined;
  }

  private async read(name: string, rung: number, trial: number): Promise<TrialResult | undefined> {
    const bytes = await this.store.read(name);
    return bytes && decodeResult(`${name} in ${this.store.url}`, bytes, { sweep: this.sweep, rung, trial });
  }
}
