/** Mean and variance of numbers, one after the other (Welford 1962). */
export interface Moments {
  /** 0 where there are none. */
  mean: number;
  /** Divided by how many there are; −1 where there are none. */
  variance: number;
}

/** Moments of every `step`-th value from `first` on, NaN left out. */
export function momentsOf(values: ArrayLike<number>, first = 0, step = 1): Moments {
  let [count, mean, squares] = [0, 0, 0];
  for (let at = first; at < values.length; at += step) {
    const value = values[at];
    if (Number.isNaN(value)) continue;
    const difference = value - mean;
    mean += difference / ++count;
    squares += difference * (value - mean);
  }
  return { mean, variance: count > 0 ? squares / count : -1 };
}
