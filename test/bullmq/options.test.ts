import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { queueStatus, runWorker, submitWork, type RunWorkerOptions } from "../../src/bullmq/index.ts";
import { queueName } from "../../src/bullmq/server.ts";

const server = "redis://me:hunter2@127.0.0.1:1";

test.each([
  ["no server", { roots: ["/data"] }, "server a string"],
  ["no roots", { server }, "roots a list"],
  ["roots of nothing", { server, roots: [] }, "roots a list"],
  [
    "a server of another kind",
    { server: "https://me:hunter2@host/", roots: ["/data"] },
    "redis:, rediss: or postgres:",
  ],
  ["no address", { server: "localhost", roots: ["/data"] }, "redis:, rediss: or postgres:"],
  ["a queue's name with a colon", { server, roots: ["/data"], queue: "a:b" }, "queue 1 to 40"],
  ["an option that is not there", { server, roots: ["/data"], lockSecond: 3 }, '"lockSeconds"'],
  ["a lock of nothing", { server, roots: ["/data"], lockSeconds: 0 }, "lockSeconds"],
])("runWorker refuses %s, without the password", async (_what, options, expected) => {
  const error = await runWorker(options as unknown as RunWorkerOptions).then(String, String);
  expect(error).toContain(expected);
  expect(error).not.toContain("hunter2");
});

test("submitWork refuses places with secrets, and folders without work", async () => {
  const secret = await submitWork("s3://key:hunter2@bucket/rows", { server }).then(String, String);
  expect(secret).toContain("without a password");
  expect(secret).not.toContain("hunter2");
  const folder = mkdtempSync(join(tmpdir(), "bullmq-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(await submitWork(folder, { server }).then(String, String)).toContain("expected _spec.json");
});

test("queueStatus refuses other options", async () => {
  expect(await queueStatus({ server, que: "a" } as never).then(String, String)).toContain('"queue"');
});

test("queues of two builds have two names, each short enough for PostgreSQL's 63 bytes", () => {
  const [a, b] = ["a", "b"].map((digit) => queueName("test", "x".repeat(40), digit.repeat(64)));
  expect(a).not.toBe(b);
  expect(a.length).toBeLessThanOrEqual(63);
});
