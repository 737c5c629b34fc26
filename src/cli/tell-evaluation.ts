import type { Score, TableEvaluation } from "../evaluation/index.ts";

/** An evaluation as lines to print: the verdict, the scores between floor and ceiling, what limits them. */
export function evaluationLines({ verdict, scores, warnings }: TableEvaluation): string[] {
  const rows = Object.entries(scores).filter(([, { value }]) => value !== null);
  const names = rows.map(([name, { title }]) => `${title} (${name})`);
  const width = Math.max(0, ...names.map(({ length }) => length));
  const lines = rows.map(([, score], at) => `  ${names[at].padEnd(width)}  ${scoreText(score)}`);
  const head = `  ${"".padEnd(width)}  score            independent columns .. real rows`;
  return [
    verdict,
    ...(lines.length > 0 ? ["", head, ...lines] : []),
    ...(warnings.length > 0 ? ["", ...warnings.map((warning) => `  ! ${warning}`)] : []),
  ];
}

function scoreText({ value, error, floor, ceiling }: Score): string {
  const own = `${digits(value)}${error === null ? "" : ` ± ${digits(error)}`}`;
  return `${own.padEnd(15)}  ${digits(floor).padStart(19)} .. ${digits(ceiling)}`;
}

function digits(value: number | null): string {
  return value === null ? "" : value.toFixed(3);
}
