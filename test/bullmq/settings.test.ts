import { expect, test } from "vitest";
import { CHECK_SECONDS, LOCK_SECONDS, NO_WORKER } from "../../src/bullmq/settings.ts";

test("by the defaults a task is back within 12 s of its worker's death, and a missing worker is told within 10 s", () => {
  expect(LOCK_SECONDS + 2 * CHECK_SECONDS).toBeLessThanOrEqual(12);
  // A lock is marked by a check before it can run out
  expect(LOCK_SECONDS).toBeGreaterThan(2 * CHECK_SECONDS);
  expect(NO_WORKER + 2000).toBeLessThanOrEqual(10_000);
});
