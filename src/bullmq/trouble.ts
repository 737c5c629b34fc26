import { counted, messageOf } from "../support/show.ts";
import { hideSecrets } from "../work/hide-secrets.ts";

/** Milliseconds between two reports of the same trouble: a server that is away gives a hundred errors in two seconds. */
const INTERVAL = 10_000;

/** Kinds of trouble that are remembered. */
const MOST_KINDS = 50;

/**
 * What to tell of errors that pass, each kind at most once in ten seconds, with the number of those between.
 *
 * @param tell  is given a line
 * @param now  the time in milliseconds
 */
export class Trouble {
  private readonly seen = new Map<string, { at: number; silent: number }>();
  private readonly tell: (line: string) => void;
  private readonly now: () => number;

  constructor(tell: (line: string) => void, now: () => number = () => performance.now()) {
    this.tell = tell;
    this.now = now;
  }

  readonly report = (error: unknown): void => {
    const text = wordsOf(error);
    const kind = text.replace(/[0-9a-f]{8,}|\d+/g, "#");
    const before = this.seen.get(kind);
    const at = this.now();
    if (before && at - before.at < INTERVAL) {
      before.silent++;
      return;
    }
    if (this.seen.size >= MOST_KINDS) this.seen.clear();
    this.seen.set(kind, { at, silent: 0 });
    this.tell(before?.silent ? `${text} (and ${counted(before.silent, "time")} more since)` : text);
  };
}

/** An error in one short line without secrets. Several of one connection, tried by several addresses, have no message. */
export function wordsOf(error: unknown): string {
  const inner = error instanceof AggregateError && error.message === "" ? (error.errors[0] as unknown) : error;
  const text = hideSecrets(messageOf(inner)).replace(/\s+/g, " ").trim();
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
