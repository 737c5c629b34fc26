import type { Interrupt } from "./interrupt.ts";
import type { Talk } from "./talk.ts";

/** What every command has at hand. */
export interface Session {
  readonly talk: Talk;
  readonly interrupt: Interrupt;
  /** How the program is called in the commands it prints: "langevin", or as it was found. */
  readonly program: string;
}

/** What every command's options hold. */
export interface CommonOptions {
  quiet?: true;
  json?: true;
}
