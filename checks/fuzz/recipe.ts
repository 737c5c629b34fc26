import type { Value } from "./code.ts";

/** A call that is valid as it stands, whose arguments are then made wrong. */
export interface Recipe {
  /** The call, with § for each argument. */
  readonly text: string;
  readonly args: readonly Value[];
  /** How often it is drawn beside others. */
  readonly weight: number;
  /** Whether errors of the file system are the answer it should give. */
  readonly files: boolean;
  /** Seconds that a call may take without a pause, where a size limit is documented as "up to a minute". */
  readonly pauseSeconds: number;
}

type About = Partial<Omit<Recipe, "text" | "args">>;

export function recipe(text: string, args: readonly Value[], about: About = {}): Recipe {
  return { text, args, weight: 1, files: false, pauseSeconds: 0.1, ...about };
}
