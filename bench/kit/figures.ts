import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Rows that outlive a run in a JSON file, so that a long measurement can be made in parts; without a path they do not. */
export class Figures<Row extends object> {
  private readonly path: string | undefined;
  private readonly key: (row: Row) => string;
  private readonly all = new Map<string, Row>();

  constructor(path: string | undefined, key: (row: Row) => string) {
    this.path = path;
    this.key = key;
    if (path === undefined || !existsSync(path)) return;
    for (const row of JSON.parse(readFileSync(path, "utf8")) as Row[]) this.all.set(key(row), row);
  }

  /** In the order in which they first came. */
  get rows(): Row[] {
    return [...this.all.values()];
  }

  get(key: string): Row | undefined {
    return this.all.get(key);
  }

  /** Takes the place of the row that has its key; written at once, a line a row. */
  put(row: Row): void {
    this.all.set(this.key(row), row);
    if (this.path === undefined) return;
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(this.path, `[\n${this.rows.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`);
  }
}

/** Whether another part fits the time that is left, by the longest so far. */
export class TimeLeft {
  private readonly end: number;
  private longest = 0;
  private began = 0;

  /** @param minutes  for all parts together */
  constructor(minutes: number) {
    this.end = performance.now() + 60_000 * minutes;
  }

  /** Begins a part, if it fits. The first always does. */
  fits(): boolean {
    const now = performance.now();
    if (this.began > 0) this.longest = Math.max(this.longest, now - this.began);
    this.began = now;
    return now + this.longest <= this.end;
  }
}
