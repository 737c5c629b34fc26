import { InvalidArgumentError } from "commander";
import { usageError } from "../command-error.ts";

/** Which of a run's parts a process does: those whose index leaves `rest` when divided by `tasks`. */
export interface Share {
  rest: number;
  tasks: number;
  /** What the share is called: "task 3 of 200", "SLURM_ARRAY_TASK_ID 7 of 200 tasks". */
  name: string;
}

/** What `--shard` says: a task by number from 1, or the one that an array of jobs names, of so many if it says so. */
export type ShardOption = { task: number; tasks: number } | { tasks: number | undefined };

const MOST_TASKS = 1e7;

/** "3/200", "auto/200", "auto" */
export function shardOption(text: string): ShardOption {
  const [, task, count] = /^(\d+|auto)(?:\/(\d+))?$/.exec(text) ?? [];
  const tasks = count === undefined ? undefined : Number(count);
  if (task === undefined || (task !== "auto" && tasks === undefined) || tasks === 0 || (tasks ?? 1) > MOST_TASKS)
    throw new InvalidArgumentError('It takes a task and their number, "3/200", or "auto/200" in an array of jobs.');
  if (task === "auto") return { tasks };
  const all = tasks!;
  if (Number(task) < 1 || Number(task) > all)
    throw new InvalidArgumentError(
      `Tasks count from 1: 1/${all} to ${all}/${all}. For the index of an array of jobs, which may count from 0, write auto/${all}.`,
    );
  return { task: Number(task), tasks: all };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables by which a scheduler tells a job its place in an array. */
interface ArrayVariables {
  index: string;
  /** How many there are. */
  count?: string;
  /** What indexes begin with, and how far apart they are, where that can be chosen. */
  first?: string;
  step?: string;
}

/** Schedulers: a new one is a line. */
const schedulers: readonly ArrayVariables[] = [
  {
    index: "SLURM_ARRAY_TASK_ID",
    count: "SLURM_ARRAY_TASK_COUNT",
    first: "SLURM_ARRAY_TASK_MIN",
    step: "SLURM_ARRAY_TASK_STEP",
  },
  { index: "AWS_BATCH_JOB_ARRAY_INDEX", count: "AWS_BATCH_JOB_ARRAY_SIZE" },
  { index: "JOB_COMPLETION_INDEX" },
];

/**
 * The share of a process by `--shard`; undefined for one that does all. In an array of jobs it must be said: whether its
 * tasks share a run or each has its own is nothing to guess.
 *
 * An index counts modulo the number of tasks: so it does not matter whether the array counts from 0 or from 1, and a task
 * that is submitted again alone (`sbatch --array=7`) has the parts it had, if the number is given.
 */
export function shareOf(option: ShardOption | undefined, environment: Environment): Share | undefined {
  const share = option === undefined ? undefined : "task" in option ? numbered(option) : inArray(option, environment);
  const scheduler = schedulerOf(environment);
  if (option === undefined && scheduler)
    throw usageError(
      `${scheduler.index} is set: write --shard auto/N if the N tasks of this array share the run, --shard 1/1 if each does all of its own.`,
    );
  return share?.tasks === 1 ? undefined : share;
}

function schedulerOf(environment: Environment): ArrayVariables | undefined {
  return schedulers.find(({ index }) => (environment[index] ?? "") !== "");
}

function numbered({ task, tasks }: { task: number; tasks: number }): Share {
  return { rest: task - 1, tasks, name: `task ${task} of ${tasks}` };
}

function inArray({ tasks }: { tasks: number | undefined }, environment: Environment): Share {
  const scheduler = schedulerOf(environment);
  if (scheduler === undefined) {
    const names = schedulers.map(({ index }) => index).join(", ");
    throw usageError(`--shard auto is for arrays of jobs, and none of ${names} is set.`);
  }
  const index = variable(environment, scheduler.index)!;
  const share = (rest: number, all: number): Share => ({
    rest,
    tasks: all,
    name: `${scheduler.index} ${index} of ${all} tasks`,
  });
  if (tasks !== undefined) return share(index % tasks, tasks);
  const count = variable(environment, scheduler.count);
  if (count === undefined || count < 1)
    throw usageError(
      `${scheduler.index} is ${index}, but not of how many: write --shard auto/N, with N the number of the array's tasks.`,
    );
  return share(placeIn(scheduler, environment, index, count), count);
}

/** An index's place among `count`. */
function placeIn(scheduler: ArrayVariables, environment: Environment, index: number, count: number): number {
  const first = variable(environment, scheduler.first) ?? 0;
  const place = (index - first) / (variable(environment, scheduler.step) ?? 1);
  if (count === 1) return 0;
  if (Number.isInteger(place) && place >= 0 && place < count) return place;
  throw usageError(
    `${scheduler.index} is ${index} in an array of ${count} whose indexes have gaps: write --shard auto/N, with N the number of tasks that the array had at first.`,
  );
}

function variable(environment: Environment, name: string | undefined): number | undefined {
  const text = name === undefined ? undefined : environment[name];
  if (text === undefined || text === "") return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value)) throw usageError(`${name} is ${JSON.stringify(text)}, which is no whole number.`);
  return value;
}
