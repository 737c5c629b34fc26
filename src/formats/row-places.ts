/** Rows between places at first; twice as many whenever there are more than this many places. */
const FIRST_STEP = 256;
const MOST_PLACES = 1 << 14;

/** Places of rows at equal distances, which grow with the file. */
export class RowPlaces {
  step = FIRST_STEP;
  readonly bytes: number[] = [];
  readonly lines: number[] = [];

  /** The next rows whose places are wanted. */
  *rowsIn(begin: number, end: number): Generator<number> {
    for (let row = Math.ceil(begin / this.step) * this.step; row < end; row = this.bytes.length * this.step) yield row;
  }

  add(byte: number, line: number): void {
    this.bytes.push(byte);
    this.lines.push(line);
    if (this.bytes.length <= MOST_PLACES) return;
    for (const list of [this.bytes, this.lines]) {
      for (let i = 0; 2 * i < list.length; i++) list[i] = list[2 * i];
      list.length = Math.ceil(list.length / 2);
    }
    this.step *= 2;
  }
}
