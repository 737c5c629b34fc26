import { beforeEach, describe, expect, it } from "vitest";
import { Address } from "../../../apps/playground/address.ts";
import type { DataSpec } from "../../../apps/playground/data-spec.ts";
import { decodeLink } from "../../../apps/playground/link.ts";
import { defaults, type Settings } from "../../../apps/playground/settings.ts";

const table: DataSpec = {
  kind: "table",
  columns: ["salary", "age"],
  ranges: [
    [0, 1],
    [0, 1],
  ],
  points: Uint16Array.from({ length: 200 }, (_, i) => (i % 2 ? 7 : i)),
};
const image: DataSpec = { kind: "image", width: 2, height: 1, levels: Uint8Array.of(0, 15) };
const drawing: DataSpec = { kind: "drawing", dabs: Uint8Array.of(1, 2) };

let put: string[];
let address: Address;
beforeEach(() => {
  put = [];
  address = new Address((hash) => put.push(hash));
});

describe.each([
  ["a table", table],
  ["an image", image],
])("data of %s that was dropped", (_, data) => {
  const settings: Settings = { ...defaults, data };

  it("does not get into the address by itself, nor does it leave other data there", async () => {
    await address.show(defaults);
    await address.show(settings);
    await address.show({ ...settings, sampler: "eulerOde" });
    expect(put.slice(1)).toEqual(["", ""]);
  });

  it("does when the link is asked for, and then stays up to date", async () => {
    await address.show(settings);
    const link = await address.publish(settings);
    await address.show({ ...settings, sampler: "eulerOde" });
    expect(put[1]).toBe(link);
    expect(await decodeLink(link)).toEqual(settings);
    expect((await decodeLink(put[2])).sampler).toBe("eulerOde");
    expect(address.isOwn(put[2])).toBe(true);
    // Another file is another matter
    await address.show({ ...settings, data: { ...data } });
    expect(put[3]).toBe("");
  });

  it("stays there if it came with it", async () => {
    address.opened(settings);
    await address.show({ ...settings, sampler: "eulerOde" });
    expect((await decodeLink(put[0])).data).toEqual(data);
  });
});

it("a density and a drawing do", async () => {
  await address.show(defaults);
  await address.show({ ...defaults, data: drawing });
  expect(put[0]).toContain("data=moons");
  expect(put[1]).toContain("data=drawing");
});

it("of links that are made at the same time the last counts, whichever is ready first", async () => {
  const many = { ...defaults, data: { ...drawing, dabs: new Uint8Array(4000).map((_, i) => i * i) } };
  await Promise.all([address.show(many), address.show({ ...many, seed: 2 }), address.show({ ...defaults, seed: 3 })]);
  expect(put.at(-1)).toContain("seed=3");
  expect(put.length).toBe(1);
});
