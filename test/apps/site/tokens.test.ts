import fc from "fast-check";
import { expect, test } from "vitest";
import { term, tokens } from "../../../apps/site/search/tokens.ts";

test("Chinese is cut into neighboring characters, and the last one alone", () => {
  expect(tokens("得分函数")).toEqual(["得分", "分函", "函数", "数"]);
  expect(tokens("噪声 σ 级").sort()).toEqual(["噪声", "声", "σ", "级"].sort());
});

test("names in code are found whole and by their parts", () => {
  expect(tokens("sigmaMin = 0.01")).toEqual(["sigmaMin", "sigma", "Min", "0", "01"]);
  expect(tokens("(annealedLangevin)").map(term)).toEqual(["annealedlangevin", "annealed", "langevin"]);
});

test("whatever part of a Chinese text is asked for, each of its words begins a word of the text", () => {
  const han = fc.array(fc.integer({ min: 0x4e00, max: 0x4e20 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(han, fc.nat(), fc.nat(), (codes, from, length) => {
      const text = String.fromCodePoint(...codes);
      const start = from % codes.length;
      const part = text.slice(start, start + 1 + (length % (codes.length - start)));
      const kept = tokens(text);
      for (const word of tokens(part)) expect(kept.some((other) => other.startsWith(word))).toBe(true);
    }),
  );
});
