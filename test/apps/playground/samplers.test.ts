import { samplers } from "langevin";
import { expect, it } from "vitest";
import { choices, families, isSamplerKey, samplerOf } from "../../../apps/playground/samplers.ts";

it("the page has every sampler of the library that moves all rows at once, under its name, and variants of these", () => {
  const common = Object.values(samplers).filter(({ description }) => description.evaluations !== undefined);
  const names = common.map(({ description }) => description.name);
  expect(
    choices
      .map(({ key }) => key)
      .filter((key) => !key.includes("-"))
      .sort(),
  ).toEqual(names.sort());
  for (const { key } of choices) expect(names).toContain(key.split("-")[0]);
  expect(new Set(choices.map(({ key }) => key)).size).toBe(choices.length);
  for (const { note } of choices) expect(note).toMatch(/^\p{Lu}.*\.$/u);
});

it("every registered sampler is of a family that the page shows, and the list is of whole families, annealed Langevin first", () => {
  for (const { description } of Object.values(samplers)) expect(families).toContain(description.family);
  const order = choices.map(({ family }) => family);
  expect(order.filter((family, k) => family !== order[k - 1])).toEqual(families);
  expect(choices[0].key).toBe("annealedLangevin");
});

it("finds them by key, and nothing else", () => {
  expect(samplerOf("ddim").family).toBe("DDPM");
  for (const key of ["toString", "heun", "", undefined]) expect(isSamplerKey(key)).toBe(false);
});
