import { formatCount, shorten } from "./table.ts";

/** The largest number, and the smallest difference, that a picture and a network, in f32, work with. */
const LARGEST = 1e30;
const SMALLEST = 1e-30;

/** What one column of a file holds, taken cell by cell from top to bottom. */
export class Column {
  /** One value a row up to the last number, `NaN` where it is missing; empty once there is a word. */
  private values = new Float64Array(0);
  private length = 0;
  private numbers = 0;
  private words = 0;
  private firstWord = "";
  private least = Infinity;
  private most = -Infinity;

  /** Room for values that it has taken. */
  get capacity(): number {
    return this.values.length;
  }

  addNumber(row: number, value: number): void {
    this.numbers++;
    this.least = Math.min(this.least, value);
    this.most = Math.max(this.most, value);
    if (this.words > 0) return;
    if (row >= this.values.length) {
      const longer = new Float64Array(Math.max(8, row + 1 + (row >> 1))).fill(NaN, this.length);
      longer.set(this.values.subarray(0, this.length));
      this.values = longer;
    }
    this.values[row] = value;
    this.length = row + 1;
  }

  addWord(word: string): void {
    if (this.words++ > 0) return;
    this.firstWord = word;
    // A column with a word is left out, whatever else it holds
    this.values = new Float64Array(0);
    this.length = 0;
  }

  /** The number in a row, or `NaN`. */
  at(row: number): number {
    return row < this.length ? this.values[row] : NaN;
  }

  missing(rowCount: number): number {
    return rowCount - this.numbers - this.words;
  }

  /** Why nothing can be learned from it, if that is so. */
  whyUseless(rowCount: number): string | undefined {
    if (this.words > 0) return this.describeWords();
    if (this.numbers === 0) return "all empty";
    const missing = this.missing(rowCount);
    if (missing > rowCount / 2) return `missing in ${formatCount(missing)} of ${formatCount(rowCount)} rows`;
    if (this.least === this.most) return `constant (${this.least})`;
    const largest = -this.least > this.most ? this.least : this.most;
    if (Math.abs(largest) > LARGEST) return `numbers beyond ${LARGEST}, such as ${largest}`;
    if (this.most - this.least < SMALLEST)
      return `numbers less than ${SMALLEST} apart, from ${this.least} to ${this.most}`;
    return this.countsRows(rowCount) ? "row numbers" : undefined;
  }

  private describeWords(): string {
    const present = this.numbers + this.words;
    const word = `“${shorten(this.firstWord, 24)}”`;
    return this.words > present / 2
      ? `words, such as ${word}`
      : `not a number in ${formatCount(this.words)} of ${formatCount(present)} rows, such as ${word}`;
  }

  private countsRows(rowCount: number): boolean {
    const first = this.at(0);
    if (first !== 0 && first !== 1) return false;
    for (let row = 0; row < rowCount; row++) if (this.at(row) !== first + row) return false;
    return true;
  }
}
