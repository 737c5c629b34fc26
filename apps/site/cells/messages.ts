// What the page and a cell's worker tell each other.
import type { Output } from "./outputs.ts";

/** The page's only message: run this. */
export interface Start {
  text: string;
  sliders: Record<string, number>;
}

/** The worker's messages, the last of which is "done" or "failed". */
export type Message =
  | { kind: "output"; output: Output }
  | { kind: "done" }
  | { kind: "failed"; message: string; line?: number | undefined };
