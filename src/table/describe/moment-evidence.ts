import { formatsFor, patternOf, type MomentFormat } from "./moment-formats.ts";

/** What the texts of a column say about dates and times, gathered one by one. */
export class MomentEvidence {
  /** Formats that have read every text so far; undefined before the first. */
  private fitting: MomentFormat[] | undefined;
  /** Rows that are eight digits, and those among them that are days of the calendar. */
  private readonly digits = { rows: 0, days: 0 };
  /** Eight digits that are no day. */
  readonly noDays = new Set<string>();
  private readonly zones = new Map<string, number>();
  private hasShortDate = false;
  private hasShortHour = false;
  private decimals: number | undefined;

  add(text: string): void {
    if (/^\d+$/.test(text)) this.addDigits(text);
    else if (this.fitting === undefined) this.fitting = text.length > 40 ? [] : formatsFor(text);
    else if (this.fitting.length > 0) this.fitting = this.fitting.filter((one) => patternOf(one.format).read(text));
    if (this.fitting === undefined || this.fitting.length === 0) return;
    this.hasShortDate ||= /(?:^|[/.\- ])\d(?=[/.\- ,])/.test(text.replace(/[T ]\d?\d:.*/, "-"));
    this.hasShortHour ||= /(?:^|[T ])\d:/.test(text);
    const zone = /:\d+(?:\.\d+)? ?(Z|[+-]\d{2}:?\d{2})$/.exec(text)?.[1];
    if (zone !== undefined) this.zones.set(zone, (this.zones.get(zone) ?? 0) + 1);
    const decimals = /:\d\d\.(\d+)/.exec(text)?.[1].length;
    if (decimals === undefined) return;
    this.decimals = Math.max(this.decimals ?? 0, decimals);
  }

  private addDigits(text: string): void {
    this.fitting = [];
    if (text.length !== 8) return void (this.digits.rows = Infinity);
    this.digits.rows++;
    const moment = patternOf("%Y%m%d").read(text);
    if (moment && moment.year >= 1800 && moment.year <= 2200) this.digits.days++;
    else if (this.noDays.size < 20) this.noDays.add(text);
  }

  /** Formats that read every text. */
  formats(): readonly MomentFormat[] {
    return this.fitting ?? [];
  }

  /** Share of texts of eight digits that are days of the calendar, 0 where some text is of another form. */
  get shareOfDays(): number {
    return this.digits.rows === 0 ? 0 : this.digits.days / this.digits.rows;
  }

  /** Zones by the rows that have them, the most frequent first. */
  zonesByRows(): string[] {
    return [...this.zones].sort((a, b) => b[1] - a[1]).map(([zone]) => zone);
  }

  /** A format as this column writes it: without leading zeros where some are missing. */
  written(format: string): string {
    const date = this.hasShortDate ? format.replace(/%([dm])/g, "%-$1") : format;
    return this.hasShortHour ? date.replace(/%([HI])/g, "%-$1") : date;
  }

  /** Digits of a second's fraction, the same in all texts or the most of them. */
  get secondDecimals(): number | undefined {
    return this.decimals;
  }
}
