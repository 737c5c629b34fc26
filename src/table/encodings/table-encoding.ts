import { blockSize, type CategoryBlock } from "../../data/category-block.ts";
import { checkFlatRows, type Dither, type Encoding } from "../../data/encoding.ts";
import { log } from "../../numerics/math.ts";
import { invalid } from "../../support/errors.ts";
import type { Field } from "../schema/table-schema.ts";
import { fitColumn } from "./choose-kind.ts";
import { middle, type ColumnEncoding, type Parameters } from "./column-encoding.ts";
import { parametersUnder, prefixed } from "./parameters.ts";
import { columnKind } from "./registry.ts";
import { withStates } from "./states.ts";

/** What is known of a cell that is to be encoded: nothing, its value, or only that it is not missing. */
export const knowledge = { nothing: 0, value: 1, present: 2 } as const;

/** The encoding of a table: every column's, all plain coordinates first, then all blocks. A row is a number for each field. */
export interface TableEncoding extends Encoding {
  readonly kind: "table";
  readonly categories: readonly CategoryBlock[];

  /** Coordinates of the model that encode a column; none for one that it does not learn. */
  coordinatesOf(column: number): readonly number[];

  /** Whether a missing value is something that the column's coordinates say. */
  holdsMissing(column: number): boolean;

  /**
   * (n, columns) of which a part is known → (n, width), NaN where a coordinate is not determined.
   *
   * @param known  (n, columns) of {@link knowledge}; `value` for a known gap as well: its value is "missing"
   */
  encodeKnown(rows: ArrayLike<number>, known: ArrayLike<number>, dither?: Dither): Float32Array;

  /**
   * What ln p of encoded rows at noise σ, with their free coordinates at 0, gains to be the log-probability of the cells
   * (a density in columns whose numbers are not rounded):
   * Σ ln dz/dx·resolution + ½ thin·ln 2πσ² + ½ free·ln 2π(1 + σ²). A small σ is one at which levels do not meet: at 0.05 the
   * error is below 1e-170.
   */
  logOffset(rows: ArrayLike<number>, sigma: number, dither?: Dither): Float64Array;
}

/**
 * The encoding of a table's columns.
 *
 * @param columns  for each field its numbers, NaN where missing
 * @throws LangevinError "invalid-data", "invalid-argument" naming the column
 */
export function fitTableEncoding(
  where: string,
  fields: readonly Field[],
  columns: readonly Float64Array[],
): TableEncoding {
  if (fields.length !== columns.length) throw invalid(where, `columns of ${fields.length} fields`, columns.length);
  return tableEncoding(fields.map((field, c) => fitColumn(where, field, columns[c])));
}

/**
 * The encoding that these are the parameters of.
 *
 * @throws LangevinError "invalid-argument" for parameters of none
 */
export function restoreTableEncoding(where: string, columns: number, parameters: Parameters): TableEncoding {
  const encodings = Array.from({ length: columns }, (_, c) => {
    const own = parametersUnder(parameters, String(c));
    const names = new Set(Object.keys(own).map((name) => name.slice(0, name.indexOf("."))));
    if (names.size !== 1) throw invalid(where, `encoding parameters of one kind for column ${c}`, names.size);
    const [name] = names;
    const inner = parametersUnder(own, name);
    const kind = columnKind(where, name);
    return ("states" in inner ? withStates(kind) : kind).restore(where, inner);
  });
  return tableEncoding(encodings);
}

/** Where a column's own coordinates lie among the table's. */
function placesOf(encodings: readonly ColumnEncoding[]): number[][] {
  const sizes = encodings.map(({ categories }) => categories.reduce((sum, block) => sum + blockSize(block), 0));
  let plain = 0;
  let blocks = encodings.reduce((sum, { width }, c) => sum + width - sizes[c], 0);
  return encodings.map(({ width }, c) =>
    Array.from({ length: width }, (_, i) => (i < width - sizes[c] ? plain++ : blocks++)),
  );
}

function tableEncoding(encodings: readonly ColumnEncoding[]): TableEncoding {
  const columns = encodings.length;
  const places = placesOf(encodings);
  const width = places.reduce((sum, { length }) => sum + length, 0);
  const thin = encodings.reduce((sum, encoding) => sum + encoding.thin, 0);

  function encode(rows: ArrayLike<number>, dither: Dither = middle): Float32Array {
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
  }

  function logScale(rows: ArrayLike<number>, dither: Dither = middle): Float64Array {
    checkFlatRows("encoding.logScale", rows, columns);
    const scales = new Float64Array(rows.length / columns);
    encodings.forEach((encoding, c) => {
      const own = encoding.logScale(columnOf(rows, c, columns), ditherOf(dither, c));
      for (let r = 0; r < scales.length; r++) scales[r] += own[r];
    });
    return scales;
  }

  return {
    kind: "table",
    columns,
    width,
    categories: encodings.flatMap(({ categories }) => categories),
    parameters: Object.assign({}, ...encodings.map(({ kind, parameters }, c) => prefixed(`${c}.${kind}`, parameters))) as Parameters, // prettier-ignore
    coordinatesOf: (column) => places[column],
    holdsMissing: (column) => encodings[column].holdsMissing,
    encode,
    logScale,
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
    encodeKnown(rows, known, dither) {
      const encoded = encode(
        Float64Array.from(rows, (value, i) => (known[i] === knowledge.value ? value : NaN)),
        dither,
      );
      for (let i = 0; i < rows.length; i++) {
        if (known[i] === knowledge.value) continue;
        const [r, c] = [Math.floor(i / columns), i % columns];
        const { present } = encodings[c];
        places[c].forEach((place, k) => {
          encoded[r * width + place] = known[i] === knowledge.present ? present[k] : NaN;
        });
      }
      return encoded;
    },
    logOffset(rows, sigma, dither) {
      const encoded = encode(rows, dither);
      return logScale(rows, dither).map((scale, r) => {
        let free = 0;
        for (let i = r * width; i < (r + 1) * width; i++) free += Number(encoded[i] !== encoded[i]);
        return (
          scale + thin * 0.5 * log(2 * Math.PI * sigma * sigma) + free * 0.5 * log(2 * Math.PI * (1 + sigma * sigma))
        );
      });
    },
  };
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
