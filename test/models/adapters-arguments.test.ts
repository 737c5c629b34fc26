import { expect, test } from "vitest";
import { fromDenoiser, fromNoise, type NoiseModel } from "../../src/models/adapters.ts";

const x = Float32Array.of(1, 2);

test("a sigma that is none is refused, not made to NaN", () => {
  const models = [
    fromDenoiser({ dim: 2, denoise: (rows) => rows }),
    fromNoise({ dim: 2, predictNoise: (rows) => rows }),
  ];
  for (const model of models)
    for (const sigma of [NaN, 0, -1, Infinity, undefined, {}])
      expect(() => model.score(x, sigma as number)).toThrow("expected sigma a finite number above 0");
});

test("a proxy that has been revoked is no model", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(() => fromNoise(proxy as NoiseModel)).toThrow("fromNoise: expected a model with predictNoise(x, sigma)");
});
