/** A mean over rows, and its standard error by how much they differ; NaN for a single row. */
export function meanNats(rows: ArrayLike<number>): { nats: number; error: number } {
  const { length } = rows;
  let sum = 0;
  for (let k = 0; k < length; k++) sum += rows[k];
  const nats = sum / length;
  let squares = 0;
  for (let k = 0; k < length; k++) squares += (rows[k] - nats) * (rows[k] - nats);
  return { nats, error: Math.sqrt(squares / (length - 1) / length) };
}
