import { expect, it } from "vitest";
import { decodeLink, encodeLink } from "../../../apps/playground/link.ts";
import { presets } from "../../../apps/playground/presets.ts";

it("every preset is a link of valid settings, which says what it says, and nothing that is the default", async () => {
  for (const { title, look, hash } of presets) {
    const said = new URLSearchParams(hash);
    const whole = new URLSearchParams(await encodeLink(await decodeLink(hash)));
    for (const [key, value] of said) expect([title, key, whole.get(key)]).toEqual([title, key, value]);
    expect(look).toMatch(/^\p{Lu}.*\.$/u);
  }
  expect(new Set(presets.map(({ title }) => title)).size).toBe(presets.length);
  expect(presets.length).toBeGreaterThanOrEqual(3);
});
