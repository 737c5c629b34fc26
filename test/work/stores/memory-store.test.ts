import { expect, test } from "vitest";
import { memoryStore } from "../../../src/work/stores/memory-store.ts";

test("what is written and read are copies, of Node's buffers too", async () => {
  const store = memoryStore();
  const bytes = Buffer.from([1, 2, 3]);
  await store.putNew("a", bytes);
  bytes[0] = 9;
  const read = (await store.read("a"))!;
  read[1] = 9;
  expect(await store.read("a")).toEqual(Uint8Array.of(1, 2, 3));
  expect(await store.read("a", -2)).toEqual(Uint8Array.of(2, 3));
  expect(await store.putNew("a", bytes)).toBe("exists");
});
