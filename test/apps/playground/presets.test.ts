import { expect, it } from "vitest";
import { decodeLink, encodeLink } from "../../../apps/playground/link.ts";
import { isShipped } from "../../../apps/playground/shipped.ts";
import { presets } from "../../../apps/playground/presets.ts";

it("every preset is a link of valid settings, of a network that comes with the page", async () => {
  for (const { title, look, hash } of presets) {
    const said = new URLSearchParams(hash);
    const settings = await decodeLink(hash);
    expect(isShipped(settings), title).toBe(true);
    const whole = new URLSearchParams(await encodeLink(settings));
    for (const [key, value] of said) expect([title, key, whole.get(key)]).toEqual([title, key, value]);
    expect(look).toMatch(/^\p{Lu}.*\.$/u);
  }
  expect(new Set(presets.map(({ title }) => title)).size).toBe(presets.length);
  expect(presets.length).toBe(5);
});
