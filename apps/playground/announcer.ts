import { element } from "./elements.ts";

/** Milliseconds between two sayings of numbers that change all the time: readers of screens want peace. */
const QUIET = 4000;

/** Says what the page does, and what went wrong. */
export class Announcer {
  private readonly status = element("status");
  private readonly trouble = element("problem");
  private readonly bar = element<HTMLProgressElement>("progress");
  private said = 0;

  say(text: string): void {
    this.status.textContent = text;
    this.said = performance.now();
  }

  /** The same for numbers: not more often than every few seconds. */
  sayNow(text: string): void {
    if (performance.now() - this.said > QUIET) this.say(text);
  }

  progress(fraction: number): void {
    this.bar.value = fraction;
  }

  problem(error: unknown): void {
    this.trouble.textContent = error instanceof Error ? error.message : String(error);
  }

  clear(): void {
    this.trouble.textContent = "";
    this.progress(0);
  }
}
