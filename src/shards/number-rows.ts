import type { NumberRows } from "./result-rows.ts";

type Numbers = Float32Array | Float64Array;

const make = (precision: NumberRows["precision"], length: number): Numbers =>
  precision === "float" ? new Float32Array(length) : new Float64Array(length);

/** Rows of numbers, each number in so many bits. */
export function numberRows(
  names: readonly string[],
  precision: NumberRows["precision"],
  values: Float32Array | Float64Array,
): NumberRows {
  return { kind: "numbers", names, precision, values: precision === "float" ? Float32Array.from(values) : values };
}

/** Row-major rows as columns. */
export function numbersByColumn({ names, precision, values }: NumberRows): Numbers[] {
  const [width, count] = [names.length, values.length / names.length];
  return names.map((_, c) => {
    const column = make(precision, count);
    for (let r = 0; r < count; r++) column[r] = values[r * width + c];
    return column;
  });
}

/** The way back. */
export function numbersByRow(
  names: readonly string[],
  precision: NumberRows["precision"],
  columns: readonly Numbers[],
): NumberRows {
  const [width, count] = [columns.length, columns[0].length];
  const values = make(precision, width * count);
  columns.forEach((column, c) => {
    for (let r = 0; r < count; r++) values[r * width + c] = column[r];
  });
  return { kind: "numbers", names, precision, values };
}

/** Rows as lines of CSV: the fewest digits of 9, or of 17, that give each number back. */
export function numberLines({ names, precision, values }: NumberRows): Uint8Array {
  const width = names.length;
  let text = "";
  for (let k = 0; k < values.length; k++) text += textOf(values[k], precision) + ((k + 1) % width === 0 ? "\n" : ",");
  return new TextEncoder().encode(text);
}

/** The way back, of lines without names. */
export function numbersOfLines(
  names: readonly string[],
  precision: NumberRows["precision"],
  bytes: Uint8Array,
): NumberRows {
  const text = new TextDecoder().decode(bytes);
  const cells = text === "" ? [] : text.slice(0, -1).split(/[,\n]/);
  return { kind: "numbers", names, precision, values: numbersOf(cells, precision) };
}

function numbersOf(cells: readonly string[], precision: NumberRows["precision"]): Numbers {
  const values = make(precision, cells.length);
  cells.forEach((cell, k) => (values[k] = cell === "" ? NaN : Number(cell)));
  return values;
}

function textOf(value: number, precision: NumberRows["precision"]): string {
  if (Object.is(value, -0)) return "-0";
  return String(precision === "float" && Number.isFinite(value) ? Number(value.toPrecision(9)) : value);
}
