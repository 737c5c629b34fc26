import { expect, it } from "vitest";
import type { DataSpec } from "../../../apps/playground/data-spec.ts";
import { densities, isDensityName } from "../../../apps/playground/densities.ts";
import { thumbnailOf } from "../../../apps/playground/thumbnails.ts";

it("pictures of all data lie within 0 and 1, and are of few points", () => {
  const specs: DataSpec[] = Object.keys(densities)
    .filter(isDensityName)
    .map((name) => ({ kind: "density", name }));
  specs.push({ kind: "drawing", dabs: Uint8Array.of(0, 0, 255, 128) });
  specs.push({ kind: "image", width: 3, height: 2, levels: Uint8Array.of(15, 0, 0, 0, 0, 15) });
  const points = Uint16Array.from({ length: 8000 }, (_, i) => (i % 2 === 0 ? i / 2 : 4095 - i / 2));
  specs.push({ kind: "table", columns: ["a", "b"], ranges: [[0, 1], [0, 1e6]], points }); // prettier-ignore
  for (const spec of specs) {
    const picture = thumbnailOf(spec);
    expect(picture.length).toBeGreaterThanOrEqual(4);
    expect(picture.length).toBeLessThanOrEqual(600);
    expect(Math.min(...picture)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...picture)).toBeLessThanOrEqual(1);
  }
});

it("an image's picture is the right way up", () => {
  const [x0, y0, x1, y1] = thumbnailOf({
    kind: "image",
    width: 3,
    height: 2,
    levels: Uint8Array.of(15, 0, 0, 0, 0, 15),
  });
  expect([x0 < x1, y0 > y1]).toEqual([true, true]); // top left, bottom right
});
