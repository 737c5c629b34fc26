import { blockSize, type CategoryBlock } from "../../data/category-block.ts";
import { checkFlatRows, type Dither } from "../../data/encoding.ts";
import { invalid } from "../../support/errors.ts";
import { middle, type ColumnEncoding, type ColumnKind, type Parameters } from "./column-encoding.ts";
import { parametersUnder, prefixed } from "./parameters.ts";

/** Encodings of columns side by side: all plain coordinates first, then all blocks. */
export interface JoinedColumns {
  readonly width: number;
  readonly thin: number;
  readonly categories: readonly CategoryBlock[];
  /** Where each column's own coordinates lie. */
  readonly places: readonly (readonly number[])[];
  /** (n, columns) → (n, width) */
  encode(rows: ArrayLike<number>, dither?: Dither): Float32Array;
  /** (n, width) → (n, columns); one row where there are no coordinates */
  decode(rows: ArrayLike<number>): Float64Array;
  /** ln |det|; with `left` of the other columns. */
  logScale(rows: ArrayLike<number>, dither?: Dither, left?: readonly boolean[]): Float64Array;
}

/** Columns next to one another, row-major. */
export function joinColumns(encodings: readonly ColumnEncoding[]): JoinedColumns {
  const columns = encodings.length;
  const places = placesOf(encodings);
  const width = places.reduce((sum, { length }) => sum + length, 0);
  return {
    width,
    thin: encodings.reduce((sum, encoding) => sum + encoding.thin, 0),
    categories: encodings.flatMap(({ categories }) => categories),
    places,
    encode(rows, dither = middle) {
      checkFlatRows("encoding.encode", rows, columns);
      const count = rows.length / columns;
      const encoded = new Float32Array(count * width);
      encodings.forEach((encoding, c) => {
        const own = encoding.encode(columnOf(rows, c, columns), ditherOf(dither, c));
        places[c].forEach((place, i) => {
          for (let r = 0; r < count; r++) encoded[r * width + place] = own[r * encoding.width + i];
        });
      });
      return encoded;
    },
    decode(rows) {
      if (width > 0) checkFlatRows("encoding.decode", rows, width);
      const count = width > 0 ? rows.length / width : 1;
      const decoded = new Float64Array(count * columns);
      encodings.forEach((encoding, c) => {
        const own = new Float32Array(count * encoding.width);
        places[c].forEach((place, i) => {
          for (let r = 0; r < count; r++) own[r * encoding.width + i] = rows[r * width + place];
        });
        const values = encoding.decode(own);
        for (let r = 0; r < count; r++) decoded[r * columns + c] = values[encoding.width > 0 ? r : 0];
      });
      return decoded;
    },
    logScale(rows, dither = middle, left) {
      checkFlatRows("encoding.logScale", rows, columns);
      const scales = new Float64Array(rows.length / columns);
      encodings.forEach((encoding, c) => {
        if (left?.[c]) return;
        const own = encoding.logScale(columnOf(rows, c, columns), ditherOf(dither, c));
        for (let r = 0; r < scales.length; r++) scales[r] += own[r];
      });
      return scales;
    },
  };
}

/** The parameters of columns under their names, and those of their kinds: "age.quantile.edges". */
export function joinedParameters(names: readonly string[], encodings: readonly ColumnEncoding[]): Parameters {
  return Object.assign(
    {},
    ...encodings.map(({ kind, parameters }, c) => prefixed(`${names[c]}.${kind}`, parameters)),
  ) as Parameters;
}

/** The encoding of a column that {@link joinedParameters} has under a name. */
export function restoreColumn(
  where: string,
  name: string,
  parameters: Parameters,
  kindOf: (kind: string, own: Parameters) => ColumnKind,
): ColumnEncoding {
  const own = parametersUnder(parameters, name);
  const kinds = new Set(Object.keys(own).map((key) => key.slice(0, key.indexOf("."))));
  if (kinds.size !== 1) throw invalid(where, `encoding parameters of one kind for column ${name}`, kinds.size);
  const [kind] = kinds;
  const inner = parametersUnder(own, kind);
  return kindOf(kind, inner).restore(where, inner);
}

function placesOf(encodings: readonly ColumnEncoding[]): number[][] {
  const sizes = encodings.map(({ categories }) => categories.reduce((sum, block) => sum + blockSize(block), 0));
  let plain = 0;
  let blocks = encodings.reduce((sum, { width }, c) => sum + width - sizes[c], 0);
  return encodings.map(({ width }, c) =>
    Array.from({ length: width }, (_, i) => (i < width - sizes[c] ? plain++ : blocks++)),
  );
}

function columnOf(rows: ArrayLike<number>, column: number, columns: number): Float64Array {
  const values = new Float64Array(rows.length / columns);
  for (let r = 0; r < values.length; r++) values[r] = rows[r * columns + column];
  return values;
}

/** A column's own dither: its second plain coordinate takes the digits that the first does not look at. */
function ditherOf(dither: Dither, column: number): Dither {
  return (row, coordinate) => {
    const value = dither(row, column);
    if (coordinate === 0 || value === 0.5) return value;
    return value * 65536 - Math.floor(value * 65536) || 0.5;
  };
}
