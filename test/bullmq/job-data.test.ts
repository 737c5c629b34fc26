import fc from "fast-check";
import { expect, test } from "vitest";
import { jobIdOf, readJob, readJobId, runTicket } from "../../src/bullmq/job-data.ts";
import { LangevinError } from "../../src/support/errors.ts";

const ticket = runTicket("a".repeat(64), "/data/rows");
const job = { id: jobIdOf(ticket, 7), name: "task", data: { store: "/data/rows", index: 7 } };

test("a job's id says the run and the task, and is one that BullMQ takes: no colon, no bare integer", () => {
  expect(readJobId(jobIdOf(ticket, 999_999))).toEqual({ ticket, index: 999_999 });
  expect(jobIdOf(ticket, 0)).toMatch(/^[0-9a-f]{16}-0$/);
  expect(runTicket("a".repeat(64), "/data/other")).not.toBe(ticket);
  expect(runTicket("b".repeat(64), "/data/rows")).not.toBe(ticket);
});

test("a job is read as it was written", () => {
  expect(readJob(job)).toEqual({ store: "/data/rows", index: 7, ticket });
});

test.each([
  ["no id", { ...job, id: undefined }],
  ["another id", { ...job, id: "7" }],
  ["an id with zeros", { ...job, id: `${ticket}-07` }],
  ["an id of another task", { ...job, id: jobIdOf(ticket, 8) }],
  ["another name", { ...job, name: "shell" }],
  ["no object", { ...job, data: "task" }],
  ["nothing", { ...job, data: null }],
  ["a list", { ...job, data: ["/data/rows", 7] }],
  ["another field", { ...job, data: { ...job.data, module: "evil.js" } }],
  ["no store", { ...job, data: { index: 7 } }],
  ["a store that is no text", { ...job, data: { store: { toString: "/data" }, index: 7 } }],
  ["a store with a zero byte", { ...job, data: { store: "/data\0", index: 7 } }],
  ["a store that is too long", { ...job, data: { store: "/".repeat(2000), index: 7 } }],
  ["an index that is a text", { ...job, data: { ...job.data, index: "7" } }],
  ["an index of 1e300", { ...job, id: `${ticket}-1e300`, data: { ...job.data, index: 1e300 } }],
  ["no index", { ...job, data: { store: "/data/rows" } }],
])("%s is refused", (_what, hostile) => {
  expect(() => readJob(hostile)).toThrow(LangevinError);
});

test("whatever a queue holds is a job or a typed error", () => {
  fc.assert(
    fc.property(fc.anything(), fc.string(), fc.anything(), (data, name, id) => {
      try {
        readJob({ id: id as string, name, data });
      } catch (error) {
        expect(error).toBeInstanceOf(LangevinError);
      }
    }),
  );
});
