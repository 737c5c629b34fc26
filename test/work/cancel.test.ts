import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { cancelWork, isCancelled, resumeWork } from "../../src/work/cancel.ts";
import { folderStore } from "../../src/work/stores/folder-store.ts";

test("A work is cancelled and resumed any number of times, and its other files stay", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cancel-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const store = folderStore(folder);
  await store.putNew("part-000000-of-000001.csv", new Uint8Array(3));
  const seen = [await isCancelled(store)];
  for (const change of [cancelWork, cancelWork, resumeWork, resumeWork, cancelWork]) {
    await change(store);
    seen.push(await isCancelled(store));
  }
  expect(seen).toEqual([false, true, true, false, false, true]);
  expect((await store.list()).map(({ name }) => name)).toEqual(["_CANCELLED", "part-000000-of-000001.csv"]);
});
