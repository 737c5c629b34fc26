import CliTable from "cli-table3";
import type { Copying } from "./copies.ts";
import { shareOf, type Estimate } from "./estimate.ts";
import type { FarthestColumn, Judgment } from "./judge.ts";
import { formatSeconds } from "./progress.ts";
import { formatCount, shorten } from "./table.ts";

/** A set of samples and what it took. */
export interface Sampled {
  name: string;
  evaluations: number;
  seconds: number;
  /** (n, dim) row-major */
  rows: Float64Array;
}

/** The judgment as a table for the terminal, with how to read it. */
export function describeJudgment(judgment: Judgment, sampled: Sampled[], columns: string[], color = false): string {
  const { metrics, rowCount } = judgment;
  const head = ["to held-out rows", "evaluations", "time", ...metrics.flatMap(({ name }) => [name, "÷ floor"])];
  const table = new CliTable({
    head: color ? head.map((text) => `\u001b[1m${text}\u001b[22m`) : head,
    colAligns: ["left", ...head.slice(1).map(() => "right" as const)],
    style: { head: [], border: [] },
  });
  for (const [k, { name, evaluations, seconds }] of sampled.entries()) {
    const numbers = metrics.flatMap(({ comparisons }) => [
      formatEstimate(comparisons[k].distance),
      formatEstimate(comparisons[k].ratio),
    ]);
    table.push([name, formatCount(evaluations), formatSeconds(seconds), ...numbers]);
  }
  table.push(["training rows (the floor)", "", "", ...metrics.flatMap(({ floor }) => [formatEstimate(floor), ""])]);
  return [
    table.toString(),
    `Sets of ${formatCount(rowCount)} rows on each side, columns in standard deviations; ± one standard error.`,
    "÷ floor 1: the samples are as near to rows the network never saw as real rows are; above 1: farther.",
    ...(judgment.tooFewRows
      ? [describeTooFew(judgment)]
      : judgment.farthest.map((column, k) => describeFarthest(column, sampled[k].name, columns))),
  ].join("\n");
}

function describeFarthest({ column, distance, floor }: FarthestColumn, sampler: string, columns: string[]): string {
  const name = shorten(columns[column]);
  return `Farthest column by ${sampler}: ${name}, ${twoDigits(distance)} deviations (training rows ${twoDigits(floor)}).`;
}

function describeTooFew({ heldOutCount, metrics }: Judgment): string {
  const [{ gross, floor }] = [...metrics].sort((a, b) => a.gross.value - b.gross.value);
  const loose = metrics.find(({ floor }) => floor.error > floor.value / 2)?.floor ?? floor;
  const why =
    gross.value < 2
      ? `even samples half a deviation off in every column would come out at ${gross.value.toFixed(1)} times the floor`
      : `the floor is known to ± ${percent(loose.error / loose.value)} only`;
  return `Too few rows to judge by: with ${formatCount(heldOutCount)} held out, ${why}.`;
}

/** A word where samples are near copies of the rows that the network was trained on; nothing where they are not. */
export function describeCopies(name: string, copying: Copying, trainCount: number, dim: number): string[] {
  const { nearCopies, toTrain, betweenRows, topRows, topShare, equalShare } = copying;
  if (!nearCopies) return [];
  const rows = `${formatCount(trainCount)} training rows`;
  return [
    `Near copies by ${name}: half of the samples lie within ${twoDigits(toTrain)} deviations of a training row, where rows lie ` +
      `${twoDigits(betweenRows)} apart. ${rows} of ${formatCount(dim)} columns teach little more than themselves.`,
    `The ${topRows} rows that most samples are near to have ${percent(topShare)} of them; equal shares would be ${percent(equalShare)}.`,
  ];
}

/** How many samples lie outside a frame, beside how many rows of the data do, with what chance makes of both. */
export function describeOutside(
  where: string,
  frame: [number, number][],
  data: Float64Array,
  sampled: Sampled[],
): string {
  const dim = frame.length;
  const share = (rows: Float64Array): Estimate => {
    let hits = 0;
    for (let i = 0; i < rows.length; i += dim)
      if (!frame.every(([min, max], d) => rows[i + d] >= min && rows[i + d] <= max)) hits++;
    return shareOf(hits, rows.length / dim);
  };
  const real = share(data);
  const show = ({ value, error }: Estimate): string => `${(100 * value).toFixed(2)} % ± ${(100 * error).toFixed(2)}`;
  const parts = sampled.map(({ name, rows }) => {
    const ours = share(rows);
    const apart = (ours.value - real.value) / Math.hypot(ours.error, real.error);
    const verdict = Math.abs(apart) <= 2 ? "within chance" : `${Math.abs(apart).toFixed(1)} standard errors off`;
    return `${name} ${show(ours)} (${verdict})`;
  });
  return `Outside ${where}: the data ${show(real)}; ${parts.join("; ")}.`;
}

/** 0.000812 ± 0.000034 → "8.12e-4 ± 0.34e-4", 1.0432 ± 0.021 → "1.043 ± 0.021" */
export function formatEstimate({ value, error }: Estimate): string {
  if (!Number.isFinite(value)) return String(value);
  const power = value !== 0 && Math.abs(value) < 0.01 ? Math.floor(Math.log10(Math.abs(value))) : 0;
  const suffix = power === 0 ? "" : `e${power}`;
  const scale = 10 ** power;
  const decimals = error > 0 ? Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(error / scale)))) : 2;
  return `${(value / scale).toFixed(decimals)}${suffix} ± ${(error / scale).toFixed(decimals)}${suffix}`;
}

function twoDigits(value: number): string {
  return String(Number(value.toPrecision(2)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
