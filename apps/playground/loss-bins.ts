/** Losses told of a training, and validations, at most. */
const [LOSSES, VALIDATIONS] = [150, 15];

/** Steps between two losses on the rows held out. */
export function validateEvery(steps: number): number {
  return Math.max(1, Math.round(steps / VALIDATIONS));
}

/** Mean losses of equally many steps each, complete ones only: the noise of single batches averaged away. */
export class LossBins {
  readonly stepsPerLoss: number;
  private sum = 0;
  private count = 0;
  private means: number[] = [];

  constructor(steps: number) {
    this.stepsPerLoss = Math.max(1, Math.round(steps / LOSSES));
  }

  add(loss: number): void {
    this.sum += loss;
    if (++this.count < this.stepsPerLoss) return;
    this.means.push(this.sum / this.count);
    this.sum = 0;
    this.count = 0;
  }

  /** The means since this was last asked for. */
  take(): number[] {
    return this.means.splice(0);
  }
}
