import { createHash } from "node:crypto";
import { LangevinError } from "../support/errors.ts";
import { isReadable } from "../support/readable.ts";
import { show } from "../support/show.ts";

/** What a job says: where the work is, and which of its tasks it is. No code, no settings, no secret. */
export interface JobData {
  /** The store's place: a folder's path or a URL. */
  readonly store: string;
  /** The task. */
  readonly index: number;
}

/** The name of all jobs. */
export const JOB_NAME = "task";

/** Longest place of a store. */
const MOST_LENGTH = 1024;

/** A run in its store, as its jobs' names begin: the run's id and the place decide it. */
export function runTicket(id: string, store: string): string {
  return createHash("sha256").update(`${id}\n${store}`).digest("hex").slice(0, 16);
}

export function jobIdOf(ticket: string, index: number): string {
  return `${ticket}-${index}`;
}

/** What a job's id says. */
export function readJobId(id: unknown): { ticket: string; index: number } | undefined {
  const match = typeof id === "string" ? /^([0-9a-f]{16})-(0|[1-9]\d{0,6})$/.exec(id) : null;
  return match ? { ticket: match[1], index: Number(match[2]) } : undefined;
}

/**
 * The data of a job, which may come from anybody who can write to the queue.
 *
 * @throws LangevinError "invalid-argument" for anything but the two fields, in their ranges and as the id has them
 */
export function readJob(job: { id?: string | undefined; name: string; data: unknown }): JobData & { ticket: string } {
  const id = readJobId(job.id);
  if (!id) throw refusal("an id of a run and a task", job.id);
  if (job.name !== JOB_NAME) throw refusal(`the name "${JOB_NAME}"`, job.name);
  const { data } = job;
  if (typeof data !== "object" || data === null || Array.isArray(data) || !isReadable(data))
    throw refusal("an object", data);
  for (const name of Object.keys(data)) if (name !== "store" && name !== "index") throw refusal("no other field", name);
  const { store, index } = data as Record<string, unknown>;
  if (typeof store !== "string" || store === "" || store.length > MOST_LENGTH || /[\0-\x1f\x7f]/.test(store))
    throw refusal("store a folder or a URL", store);
  if (typeof index !== "number" || index !== id.index) throw refusal(`index ${id.index}, as the id has it`, index);
  return { store, index, ticket: id.ticket };
}

function refusal(expected: string, got: unknown): LangevinError {
  return new LangevinError("invalid-argument", `a job of the queue: expected ${expected}, got ${show(got)}`);
}
