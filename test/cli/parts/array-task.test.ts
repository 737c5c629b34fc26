import { describe, expect, it } from "vitest";
import { shardOption, shareOf } from "../../../src/cli/parts/array-task.ts";

const share = (text: string | undefined, environment: Record<string, string> = {}) =>
  shareOf(text === undefined ? undefined : shardOption(text), environment);

const slurm = (id: number, first: number, count: number, step = 1) => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_MIN: String(first),
  SLURM_ARRAY_TASK_COUNT: String(count),
  SLURM_ARRAY_TASK_STEP: String(step),
});

describe("--shard i/n", () => {
  it("tasks count from 1, and all of them have all parts", () => {
    expect(share("1/200")).toEqual({ rest: 0, tasks: 200, name: "task 1 of 200" });
    expect(share("200/200")).toEqual({ rest: 199, tasks: 200, name: "task 200 of 200" });
  });

  it.each(["0/200", "201/200", "3", "3/0", "/3", "a/3", "1.5/3", "-1/3", "3/200/1", "auto/0", "1/99999999999", ""])(
    "%s is refused",
    (text) => {
      expect(() => shardOption(text)).toThrow(/^(It takes|Tasks count from 1)/);
    },
  );

  it("0/200 is told of auto/200", () => {
    expect(() => shardOption("0/200")).toThrow("Tasks count from 1: 1/200 to 200/200.");
    expect(() => shardOption("0/200")).toThrow("write auto/200");
  });

  it("one of one does all, as no --shard does", () => {
    expect(share("1/1")).toBeUndefined();
    expect(share(undefined)).toBeUndefined();
    expect(share("1/1", slurm(3, 1, 9))).toBeUndefined();
  });
});

describe("--shard auto/n", () => {
  it.each([0, 1, 1000])("an array that counts from %d: all shares, each once", (first) => {
    for (const [variable, n] of [
      ["SLURM_ARRAY_TASK_ID", 7],
      ["JOB_COMPLETION_INDEX", 8],
      ["AWS_BATCH_JOB_ARRAY_INDEX", 9],
    ] as const) {
      const rests = Array.from({ length: n }, (_, k) => share(`auto/${n}`, { [variable]: String(first + k) })?.rest);
      expect(rests.sort()).toEqual(Array.from({ length: n }, (_, k) => k));
    }
  });

  it("a task that is submitted again alone has the share it had", () => {
    expect(share("auto/200", slurm(7, 7, 1))).toEqual(share("auto/200", slurm(7, 0, 200)));
    expect(share("auto/200", slurm(7, 7, 1))?.name).toBe("SLURM_ARRAY_TASK_ID 7 of 200 tasks");
  });
});

describe("--shard auto", () => {
  it.each([
    [0, 1],
    [1, 1],
    [1, 2],
    [10, 5],
  ])("Slurm says how many: indexes from %d by %d", (first, step) => {
    const rests = [0, 1, 2, 3].map((k) => share("auto", slurm(first + k * step, first, 4, step))?.rest);
    expect(rests).toEqual([0, 1, 2, 3]);
  });

  it("AWS Batch says how many", () => {
    const environment = { AWS_BATCH_JOB_ARRAY_INDEX: "3", AWS_BATCH_JOB_ARRAY_SIZE: "10" };
    expect(share("auto", environment)).toMatchObject({ rest: 3, tasks: 10 });
  });

  it("one task alone does all that is missing", () => {
    expect(share("auto", slurm(7, 7, 1))).toBeUndefined();
  });

  it("refuses what it cannot know", () => {
    expect(() => share("auto", { JOB_COMPLETION_INDEX: "3" })).toThrow(
      "JOB_COMPLETION_INDEX is 3, but not of how many",
    );
    expect(() => share("auto", slurm(9, 1, 3))).toThrow("indexes have gaps"); // --array=1,5,9
    expect(() => share("auto")).toThrow("none of SLURM_ARRAY_TASK_ID");
    expect(() => share("auto/3", { JOB_COMPLETION_INDEX: "x" })).toThrow('JOB_COMPLETION_INDEX is "x"');
  });
});

it("in an array without --shard nothing is guessed", () => {
  for (const name of ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX"])
    expect(() => share(undefined, { [name]: "3" })).toThrow(`${name} is set: write --shard auto/N`);
  expect(share(undefined, { JOB_COMPLETION_INDEX: "" })).toBeUndefined();
});
