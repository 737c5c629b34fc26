// Layers in 16-bit integers, in plain loops.

const { fround } = Math;

/** The nearest integer, ties to even. */
function nearestInteger(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
}

/** A row in integers of at most `limit`, and what they are multiples of; each operation rounded to f32. */
export function quantizeRow(x: ArrayLike<number>, limit: number): { q: number[]; scale: number } {
  let most = 2 ** -100;
  for (let k = 0; k < x.length; k++) most = Math.max(most, Math.abs(x[k]));
  const inverse = fround(limit / most);
  return { q: Array.from(x, (value) => nearestInteger(fround(value * inverse))), scale: fround(most / limit) };
}

/** A column of weights in integers of at most `limit`, and what they are multiples of. */
export function quantizeColumn(w: ArrayLike<number>, limit: number): { q: number[]; scale: number } {
  const scale = fround(Math.max(0, ...Array.from(w, Math.abs)) / limit);
  const nearest = (value: number): number => (scale === 0 ? 0 : Math.floor(value / scale + 0.5));
  return { q: Array.from(w, (value) => Math.max(-limit, Math.min(limit, nearest(value)))), scale };
}

/** Σ q·w, which must be an i32, times both scales, plus the bias, each operation rounded to f32. */
export function integerOutput(
  q: ArrayLike<number>,
  w: ArrayLike<number>,
  { row, column, bias }: { row: number; column: number; bias: number },
): number {
  let sum = 0n;
  for (let k = 0; k < q.length; k++) sum += BigInt(q[k]) * BigInt(w[k]);
  if (BigInt.asIntN(32, sum) !== sum) throw new Error(`${sum} is no i32`);
  return fround(fround(fround(Number(sum)) * fround(row * column)) + bias);
}
