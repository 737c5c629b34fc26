import { allocate } from "../../support/limits.ts";

/** The kept states, put where (chains, kept, dim) has them. */
export class Kept {
  readonly states: Float64Array;
  readonly count: number;
  private readonly chains: number;
  private readonly dim: number;
  private next = 0;

  /** @throws LangevinError "out-of-memory" */
  constructor(where: string, { chains, count, dim }: { chains: number; count: number; dim: number }) {
    this.chains = chains;
    this.count = count;
    this.dim = dim;
    this.states = allocate(where, chains * count * dim);
  }

  /** One more state of all chains (chains, dim); beyond `count` it takes the place of the last. */
  add(state: Float64Array): void {
    const { chains, dim, count } = this;
    const k = Math.min(this.next++, count - 1);
    for (let chain = 0; chain < chains; chain++)
      this.states.set(state.subarray(chain * dim, (chain + 1) * dim), (chain * count + k) * dim);
  }
}
