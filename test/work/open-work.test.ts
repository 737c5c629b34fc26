import { expect, test } from "vitest";
import { openWork, putSpec, readSpec, type WorkKind } from "../../src/work/open-work.ts";
import type { Work } from "../../src/work/work.ts";
import { watchedStore } from "../kit/watched-store.ts";

const kind: WorkKind = { kind: "toy", open: (spec) => Promise.resolve({ id: JSON.stringify(spec) } as Work) };

test("openWork gives a specification to its kind; the first specification of a store stays", async () => {
  const store = watchedStore();
  expect(await readSpec(store)).toBeUndefined();
  expect(await putSpec(store, { kind: "toy", b: 1, a: [2] })).toBe("written");
  expect(await putSpec(store, { kind: "toy", b: 2 })).toBe("exists");
  const work = await openWork(store, [kind]);
  expect(JSON.parse(work.id)).toEqual({ kind: "toy", b: 1, a: [2] });
});

test("openWork refuses a store without a specification, of another kind, or with what is no JSON of one object", async () => {
  const store = watchedStore();
  const open = () => openWork(store, [kind]);
  await expect(open()).rejects.toThrow(/^openWork: expected _spec.json in memory, got none$/);
  const refused: readonly [text: string | Uint8Array, message: RegExp][] = [
    ['{"kind":"rows"}', /expected a kind of "toy" in _spec.json, got "rows"/],
    ["{}", /expected a kind of "toy" in _spec.json, got undefined/],
    ["[1]", /_spec.json in memory: expected an object, got an array of 1/],
    ['{"kind":"toy","kind":"toy"}', /expected each key once in an object/],
    ['{"kind":"toy"', /_spec.json in memory: expected /],
    [Uint8Array.of(0x22, 0xff, 0x22), /_spec.json in memory: expected UTF-8, got other bytes/],
  ];
  for (const [text, message] of refused) {
    await store.replace("_spec.json", typeof text === "string" ? new TextEncoder().encode(text) : text);
    await expect(open()).rejects.toThrow(message);
    await expect(open()).rejects.toMatchObject({ code: "invalid-file" });
  }
});
