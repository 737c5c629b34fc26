import { counted } from "../support/show.ts";
import { LangevinError } from "../support/errors.ts";
import type { Head } from "./head.ts";
import { type ReadingNote } from "./notes.ts";
import type { TextRecord } from "./records.ts";

/** What rows of another length than the names are: filled up or left out with a note, or an error. */
export type Uneven = "fill" | "error";

/** What is to be known of a file to shape its rows. */
type HeadOfRows = Pick<Head, "width" | "header" | "dialect">;

/** How many lines of a kind a note names. */
const NAMED = 3;

/** Lines of one kind, counted, the first few by number. */
class Lines {
  count = 0;
  private readonly first: number[] = [];

  add(line: number): void {
    if (this.count++ < NAMED) this.first.push(line);
  }

  /** "lines 4, 7, …" */
  get named(): string {
    const more = this.count > this.first.length ? ", …" : "";
    return `line${this.count === 1 ? "" : "s"} ${this.first.join(", ")}${more}`;
  }
}

/** Makes every record a row of as many cells as there are columns, or no row. */
export class RowShaper {
  private readonly where: string;
  private readonly head: HeadOfRows;
  private readonly uneven: Uneven;
  private readonly dropsFirst: boolean;
  private readonly blank = new Lines();
  private readonly short = new Lines();
  private readonly long = new Lines();
  private readonly single = new Lines();
  private readonly repeated = new Lines();

  constructor(where: string, head: HeadOfRows, uneven: Uneven) {
    this.where = where;
    this.head = head;
    this.uneven = uneven;
    this.dropsFirst = head.dialect.rowNumbers !== undefined;
  }

  /** A row's cells, or undefined for a record that is none. */
  shape({ cells, line }: TextRecord): string[] | undefined {
    const { width, header } = this.head;
    if (cells.every((cell) => cell === "")) {
      this.blank.add(line);
      return undefined;
    }
    while (cells.length > width && cells[cells.length - 1] === "") cells.pop();
    if (cells.length !== width) {
      if (this.uneven === "error")
        throw new LangevinError(
          "invalid-data",
          `${this.where}: expected ${counted(width, "cell")} in every row, got ${cells.length} in line ${line}`,
        );
      if (cells.length > width) {
        this.long.add(line);
        return undefined;
      }
      if (cells.length === 1 && width > 2) {
        this.single.add(line);
        return undefined;
      }
      this.short.add(line);
      while (cells.length < width) cells.push("");
    }
    if (header && cells[0] === header[0] && header.length === width && cells.every((cell, j) => cell === header[j])) {
      this.repeated.add(line);
      return undefined;
    }
    return this.dropsFirst ? cells.slice(1) : cells;
  }

  /** What there is to say about the rows so far. */
  get notes(): ReadingNote[] {
    const { width } = this.head;
    const notes: ReadingNote[] = [];
    const say = (lines: Lines, about: ReadingNote["about"], text: string, option?: string) => {
      if (lines.count > 0) notes.push({ about, text: `${counted(lines.count, "row")} ${text} (${lines.named})`, ...(option ? { option } : {}) }); // prettier-ignore
    };
    say(this.blank, "blank rows", "without a value left out");
    say(this.short, "uneven rows", `of fewer than ${width} cells filled up with empty ones`, "uneven");
    say(this.long, "uneven rows", `of more than ${counted(width, "cell")} left out`, "uneven");
    say(this.single, "uneven rows", `of one cell instead of ${width} left out`, "uneven");
    say(this.repeated, "repeated names", "that repeat the names left out");
    return notes;
  }
}
