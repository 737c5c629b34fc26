/**
 * Where a range of a file begins and ends, as `slice` has it.
 *
 * @param begin  negative: from the file's end
 */
export function rangeOf(size: number, begin: number, end = size): [from: number, to: number] {
  const place = (at: number) => Math.max(0, Math.min(size, at < 0 ? size + at : at));
  const from = place(begin);
  return [from, Math.max(from, place(end))];
}
