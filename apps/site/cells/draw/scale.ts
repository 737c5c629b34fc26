/** From a plot's units to the picture's. */
export interface Scale {
  (value: number): number;
  from: number;
  to: number;
}

/** Linear; `end` may be before `start`, as y is in pictures. */
export function scale([from, to]: readonly [number, number], start: number, end: number): Scale {
  return Object.assign((value: number) => start + ((value - from) / (to - from)) * (end - start), { from, to });
}

/** Round numbers in a range, `count` of them or somewhat fewer: steps of 1, 2 or 5 times a power of ten. */
export function ticks([from, to]: readonly [number, number], count: number): number[] {
  const rough = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Coordinates in pictures, to a tenth. */
export const round = (value: number): number => Math.round(value * 10) / 10;
