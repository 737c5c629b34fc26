/** The score of a model: how likely the held-out rows are to it. */
export interface Score {
  /** Mean ln p of the rows it can make, in nats. */
  readonly score: number;
  /** The standard error of that mean. */
  readonly standardError: number;
  /** Rows it cannot make, which are not in the mean. */
  readonly impossible: number;
}

/** Mean and standard error of ln p; undefined where no row can be made. */
export function meanScore(logDensities: Float64Array): Score | undefined {
  const possible = logDensities.filter((value) => value !== -Infinity);
  const count = possible.length;
  if (count === 0) return undefined;
  const score = possible.reduce((sum, value) => sum + value, 0) / count;
  const squares = possible.reduce((sum, value) => sum + (value - score) * (value - score), 0);
  const standardError = count < 2 ? 0 : Math.sqrt(squares / (count * (count - 1)));
  return { score, standardError, impossible: logDensities.length - count };
}
