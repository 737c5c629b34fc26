import { afterAll, beforeAll, expect, test } from "vitest";
import { Arena } from "../../src/engine/arena.ts";
import { coreOf, createEngine, type Engine } from "../../src/engine/engine.ts";
import { ParticleConditions } from "../../src/engine/particle-conditions.ts";
import { twin } from "../kit/network-twin.ts";
import { testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const OUTPUTS = 16;
const which = [0, 3, -1, 3, 2, 1, 0, -1, 4, 4, 4, 2];

test.each([0, 2])(
  "what conditions add to the first layer, f64 to 1e-5: all kept, or made for some rows at a time; %i frequencies",
  (conditionFrequencies) => {
    // prettier-ignore
    const shape = { dim: 3, hidden: [13], conditions: 3, conditionFrequencies, maxConditionFrequency: 6 };
    const { network, reference } = twin(engine, shape, true);
    const table = Float32Array.from(testData(15, 1));
    const first = reference.widths[0] - 3 * (1 + 2 * conditionFrequencies) - 1;
    const expected = (condition: number, output: number): number => {
      let sum = 0;
      const weight = (k: number): number => reference.layers[0].w[(first + k) * 13 + output];
      const value = (c: number): number => (condition < 0 ? 0 : table[3 * condition + c]);
      for (let c = 0; c < 3; c++) {
        sum += value(c) * weight(c);
        for (let f = 0; f < conditionFrequencies; f++) {
          const angle = 6 ** f * value(c);
          sum += Math.sin(angle) * weight(3 + 6 * f + c) + Math.cos(angle) * weight(6 + 6 * f + c);
        }
      }
      return condition < 0 ? sum + weight(3 * (1 + 2 * conditionFrequencies)) : sum;
    };
    const { heap } = coreOf(engine);
    const read = (sums: number, k: number): Float32Array => heap.read(sums + k * OUTPUTS * 4, OUTPUTS);
    const rowsOf = (conditions: ParticleConditions, begin: number, end: number): Float32Array[] => {
      const { labels, sums } = conditions.at(begin, end, true);
      return Array.from({ length: end - begin }, (_, r) => read(sums, 1 + heap.i32[labels / 4 + r]));
    };
    Arena.during(engine, (arena) => {
      const given = { mlp: network.mlp, table };
      const kept = new ParticleConditions(arena, { ...given, which }, "f32", which.length);
      const made = new ParticleConditions(arena, { ...given, which }, "f32", which.length, 4 * OUTPUTS * 4);
      const whole = rowsOf(kept, 0, 12);
      whole.forEach((row, r) => {
        for (let o = 0; o < 13; o++) expect(Math.abs(row[o] - expected(which[r], o))).toBeLessThan(1e-5);
      });
      for (const begin of [0, 4, 8]) {
        expect(rowsOf(kept, begin, begin + 4)).toEqual(whole.slice(begin, begin + 4));
        expect(rowsOf(made, begin, begin + 4)).toEqual(whole.slice(begin, begin + 4));
      }
      for (const conditions of [kept, made]) {
        const none = conditions.at(3, 6, false);
        expect(none.labels).toBe(0);
        expect(read(none.sums, 0)).toEqual(whole[2]);
      }
      for (const one of [-1, 4]) {
        const all = new ParticleConditions(arena, { ...given, which: one }, "f32", which.length);
        const { labels, sums } = all.at(2, 7, true);
        expect(labels).toBe(0);
        expect(read(sums, 0)).toEqual(whole[which.indexOf(one)]);
      }
    });
  },
);
