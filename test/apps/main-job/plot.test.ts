import { expect, it } from "vitest";
import { makeAxis, tickLabels } from "../../../apps/main-job/plot.ts";

it.each([
  ["around 0", [-1.2, 2.1], "a", ["−1.0", "−0.5", "0.0", "0.5", "1.0", "1.5", "2.0"]],
  ["thousands", [0, 42_000], "a", ["0", "5k", "10k", "15k", "20k", "25k", "30k", "35k", "40k"]],
  ["years", [1990, 2024], "a", ["1990", "1995", "2000", "2005", "2010", "2015", "2020"]],
  [
    "milliseconds since 1970",
    [1.7e12, 1.7e12 + 6e4],
    "a − 1,700,000,000,000",
    ["0", "10k", "20k", "30k", "40k", "50k", "60k"],
  ],
  [
    "a lake's level",
    [1e6 - 0.03, 1e6 + 0.03],
    "a − 999,999.9",
    ["0.07", "0.08", "0.09", "0.10", "0.11", "0.12", "0.13"],
  ],
  ["far below 0", [-5e8 - 40, -5e8], "a + 500,000,100", ["60", "65", "70", "75", "80", "85", "90", "95", "100"]],
] as [string, [number, number], string, string[]][])("ticks of %s are told apart", (_, range, label, texts) => {
  const axis = makeAxis("a", range, 6);
  expect([axis.label, tickLabels(axis)]).toEqual([label, texts]);
});
