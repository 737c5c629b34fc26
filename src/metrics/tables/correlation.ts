/** A column of numbers less its mean, scaled to −1…1. */
export interface Centered {
  /** NaN where the cell is missing. */
  values: Float64Array;
  /** Σ of squares */
  squares: number;
  complete: boolean;
}

/** Pearson's correlation of two columns, and the rows it is taken over. */
export interface Correlation {
  rho: number;
  rows: number;
}

/** A column less its mean, over the largest difference; exactly 0 where all values are equal. */
export function centered(values: ArrayLike<number>): Centered {
  let [origin, count, sum] = [NaN, 0, 0];
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    if (count++ === 0) origin = values[i];
    sum += values[i] - origin;
  }
  const mean = sum / count;
  const differences = Float64Array.from(values, (value) => value - origin - mean);
  let [largest, squares] = [0, 0];
  for (const difference of differences) if (Math.abs(difference) > largest) largest = Math.abs(difference);
  for (let i = 0; i < differences.length; i++) {
    // Squares of huge and tiny numbers are beyond f64
    if (largest > 0) differences[i] /= largest;
    if (!Number.isNaN(differences[i])) squares += differences[i] * differences[i];
  }
  return { values: differences, squares, complete: count === values.length };
}

/** Pearson's correlation over the rows in which neither is missing; NaN where one is constant there. */
export function correlate(x: Centered, y: Centered): Correlation {
  return x.complete && y.complete ? whole(x, y) : pairwise(x.values, y.values);
}

/** The same of plain numbers. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return correlate(centered(x), centered(y)).rho;
}

function whole(x: Centered, y: Centered): Correlation {
  let products = 0;
  for (let i = 0; i < x.values.length; i++) products += x.values[i] * y.values[i];
  return { rho: ratio(products, x.squares, y.squares), rows: x.values.length };
}

function pairwise(x: Float64Array, y: Float64Array): Correlation {
  let [rows, originX, originY, sumX, sumY] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i] + y[i])) continue;
    if (rows++ === 0) {
      originX = x[i];
      originY = y[i];
    }
    sumX += x[i] - originX;
    sumY += y[i] - originY;
  }
  const [meanX, meanY] = [sumX / rows, sumY / rows];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i] + y[i])) continue;
    const dx = x[i] - originX - meanX;
    const dy = y[i] - originY - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return { rho: ratio(xy, xx, yy), rows };
}

function ratio(xy: number, xx: number, yy: number): number {
  if (!(xx > 0 && yy > 0)) return NaN;
  return Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy))));
}
