import type { Runtime } from "../engines/runtimes.ts";

/** What checks/consumers/program.js gives. */
export interface ProgramResult {
  hash: string;
  steps: number;
  /** 2 where threads can be had. */
  threads: number;
  notice?: string;
}

/** A project that uses the packed library as its users would, in a folder of its own. */
export interface Consumer {
  name: string;
  /** Taken along by --quick. */
  quick?: boolean;
  /** Folder of checks/consumers/templates whose files it starts with; default none. */
  template?: string;
  /** What it installs beside the library. */
  dependencies?: Record<string, string>;
  /** How the shared program is written into it: file name and form. Default program.js as it is. */
  program?: { file: string; form?: (source: string, folder: string) => string };
  /** Builds and runs it. */
  run(folder: string): Promise<Ran[]>;
}

export interface Ran {
  /** What more there is to say than the consumer's name, such as the browser. */
  where: string;
  result: ProgramResult;
}

/** Why a consumer cannot run on this machine; any other error is a failure of the consumer. */
export class CannotRun extends Error {}

export type FindRuntime = () => Runtime | Promise<Runtime>;
