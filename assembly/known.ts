// Rows of which some entries are known and others are gaps.

/** out[i] ← known[i] over n f32, wherever known[i] is not NaN. */
export function overwriteKnown(out: usize, known: usize, n: i32): void {
  const bytes = <usize>n << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const value = v128.load(known + i);
    v128.store(out + i, v128.bitselect(value, v128.load(out + i), f32x4.eq(value, value)));
  }
  for (; i < bytes; i += 4) {
    const value = load<f32>(known + i);
    if (value == value) store<f32>(out + i, value);
  }
}
