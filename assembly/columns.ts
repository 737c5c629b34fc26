// Mean, variance and standardization of the columns of f64 rows: what the host's own loops do (src/data/column-loops.ts), in
// the same order and so with the same bits. All arrays but `out` are f64; n is a multiple of dim.

/** sums[c] += values[r, c]/count */
export function addMeans(sums: usize, values: usize, n: i32, dim: i32, count: f64): void {
  const row = <usize>dim << 3;
  for (let end = values + (<usize>n << 3); values < end; values += row)
    for (let at: usize = 0; at < row; at += 8) store<f64>(sums + at, load<f64>(sums + at) + load<f64>(values + at) / count);
}

/** d = values[r, c] − mean[c]: sums[c] += d²/count, largest[c] = max(largest[c], |d|) */
export function addVariances(sums: usize, largest: usize, values: usize, n: i32, dim: i32, mean: usize, count: f64): void {
  const row = <usize>dim << 3;
  for (let end = values + (<usize>n << 3); values < end; values += row)
    for (let at: usize = 0; at < row; at += 8) {
      const d = load<f64>(values + at) - load<f64>(mean + at);
      store<f64>(sums + at, load<f64>(sums + at) + d * d / count);
      store<f64>(largest + at, max(load<f64>(largest + at), abs(d)));
    }
}

/** out[r, c] = (values[r, c] − mean[c])/std[c], rounded to f32 */
export function standardizeRows(out: usize, values: usize, n: i32, dim: i32, mean: usize, std: usize): void {
  const row = <usize>dim << 3;
  for (let end = values + (<usize>n << 3); values < end; values += row)
    for (let at: usize = 0; at < row; at += 8, out += 4)
      store<f32>(out, <f32>((load<f64>(values + at) - load<f64>(mean + at)) / load<f64>(std + at)));
}
