import { invalid } from "../support/errors.ts";
import { option } from "../support/options.ts";

/** What every function takes that talks to a queue. */
export interface QueueOptions {
  /** The server's address: `redis:`, `rediss:`, `postgres:` or `postgresql:`, with its password if it has one. */
  server: string;
  /** The queue's name; a tenant's own. @default "langevin" */
  queue?: string;
}

function text(where: string, name: string, value: unknown): string {
  if (typeof value !== "string" || value === "") throw invalid(where, `${name} a string`, value);
  return value;
}

/** Table of {@link QueueOptions}. */
export const queueSpec = {
  server: option<string, { required: true }>(text, { required: true }),
  queue: option<string, { default: string }>(text, { default: "langevin" }),
};
