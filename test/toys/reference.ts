/** Densities by brute force in plain f64: definitions written out again, integrals by Simpson's rule. */

type Point = [number, number];

function simpson(f: (t: number) => number, from: number, to: number, parts: number): number {
  const h = (to - from) / parts;
  let sum = f(from) + f(to);
  for (let k = 1; k < parts; k++) sum += (k % 2 === 1 ? 4 : 2) * f(from + k * h);
  return (sum * h) / 3;
}

const normal = (d: number, sd: number): number => Math.exp((-d * d) / (2 * sd * sd)) / (Math.sqrt(2 * Math.PI) * sd);

/** Density at (x, y) of curve(t) + N(0, sd²I), t uniform on (from, to). */
function alongCurve(
  curve: (t: number) => Point,
  from: number,
  to: number,
  sd: number,
  parts = 60_000,
): (p: Point) => number {
  return ([x, y]) =>
    simpson(
      (t) => {
        const [u, v] = curve(t);
        return normal(x - u, sd) * normal(y - v, sd);
      },
      from,
      to,
      parts,
    ) /
    (to - from);
}

const mean = (parts: ((p: Point) => number)[]) => (p: Point) =>
  parts.reduce((sum, part) => sum + part(p), 0) / parts.length;

const circle = (radius: number, sd: number) =>
  alongCurve((t) => [radius * Math.cos(t), radius * Math.sin(t)], 0, 2 * Math.PI, sd, 8000);

const gaussian =
  ([u, v]: Point, sd: number) =>
  ([x, y]: Point) =>
    normal(x - u, sd) * normal(y - v, sd);

/** One sign of the two spirals: three integrals, two of which separate. */
function spiral(sign: 1 | -1): (p: Point) => number {
  return ([x, y]) =>
    simpson(
      (n) => {
        const weight = (2 * n) / (3 * Math.PI) ** 2;
        const inX = simpson((u) => normal(x - (sign * (-n * Math.cos(n) + u / 2)) / 3, 0.1), 0, 1, 64);
        const inY = simpson((u) => normal(y - (sign * (n * Math.sin(n) + u / 2)) / 3, 0.1), 0, 1, 64);
        return weight * inX * inY;
      },
      0,
      3 * Math.PI,
      3000,
    );
}

export const references: Record<string, (p: Point) => number> = {
  "8gaussians": mean(
    [0, 1, 2, 3, 4, 5, 6, 7].map((k) =>
      gaussian([(4 * Math.cos((k * Math.PI) / 4)) / 1.414, (4 * Math.sin((k * Math.PI) / 4)) / 1.414], 0.5 / 1.414),
    ),
  ),
  moons: mean([
    alongCurve((t) => [2 * Math.cos(t) - 1, 2 * Math.sin(t) - 0.2], 0, Math.PI, 0.2),
    alongCurve((t) => [2 * (1 - Math.cos(t)) - 1, 2 * (0.5 - Math.sin(t)) - 0.2], 0, Math.PI, 0.2),
  ]),
  circles: mean([circle(3, 0.24), circle(1.5, 0.24)]),
  rings: mean([circle(3, 0.08), circle(2.25, 0.08), circle(1.5, 0.08), circle(0.75, 0.08)]),
  swissroll: alongCurve((t) => [(t * Math.cos(t)) / 5, (t * Math.sin(t)) / 5], 1.5 * Math.PI, 4.5 * Math.PI, 0.2),
  "2spirals": mean([spiral(1), spiral(-1)]),
  "25gaussians": mean([-4, -2, 0, 2, 4].flatMap((u) => [-4, -2, 0, 2, 4].map((v) => gaussian([u, v], 0.05)))),
};
