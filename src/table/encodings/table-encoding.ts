import type { CategoryBlock } from "../../data/category-block.ts";
import type { Dither, Encoding } from "../../data/encoding.ts";
import { log } from "../../numerics/math.ts";
import { invalid } from "../../support/errors.ts";
import type { Field } from "../schema/table-schema.ts";
import { fitColumn } from "./choose-kind.ts";
import type { ColumnEncoding, ColumnKind, Parameters } from "./column-encoding.ts";
import { joinColumns, joinedParameters, restoreColumn } from "./join.ts";
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

  /** For each block the level that stands for a missing value, and the column; undefined where none does. */
  missingLevels(): ({ column: number; level: number } | undefined)[];

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
   * error is below 1e-170. With `given` it is that of the columns which are not.
   */
  logOffset(rows: ArrayLike<number>, sigma: number, dither?: Dither, given?: readonly boolean[]): Float64Array;
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
  const kindOf = (name: string, own: Parameters): ColumnKind => {
    const kind = columnKind(where, name);
    return "states" in own ? withStates(kind) : kind;
  };
  return tableEncoding(Array.from({ length: columns }, (_, c) => restoreColumn(where, String(c), parameters, kindOf)));
}

function tableEncoding(encodings: readonly ColumnEncoding[]): TableEncoding {
  const columns = encodings.length;
  const { width, categories, places, encode, decode, logScale } = joinColumns(encodings);
  return {
    kind: "table",
    columns,
    width,
    categories,
    parameters: joinedParameters(Object.keys(encodings), encodings),
    coordinatesOf: (column) => places[column],
    holdsMissing: (column) => encodings[column].holdsMissing,
    missingLevels: () =>
      encodings.flatMap(({ categories, holdsMissing, kind }, column) =>
        categories.map((block, j) => {
          if (!holdsMissing || j > 0) return undefined;
          // A category has it last, states have it second
          return { column, level: kind === "category" ? block.probabilities.length - 1 : 1 };
        }),
      ),
    encode,
    decode,
    logScale,
    encodeKnown(rows, known, dither) {
      const values = Float64Array.from(rows, (value, i) => (known[i] === knowledge.value ? value : NaN));
      const encoded = encode(values, dither);
      for (let i = 0; i < values.length; i++) {
        if (known[i] === knowledge.value) continue;
        const [r, c] = [Math.floor(i / columns), i % columns];
        const { present } = encodings[c];
        places[c].forEach((place, k) => {
          encoded[r * width + place] = known[i] === knowledge.present ? present[k] : NaN;
        });
      }
      return encoded;
    },
    logOffset(rows, sigma, dither, given) {
      const encoded = encode(rows, dither);
      const thin = encodings.reduce((sum, encoding, c) => sum + (given?.[c] ? 0 : encoding.thin), 0);
      const [logThin, logFree] = [sigma * sigma, 1 + sigma * sigma].map(
        (variance) => 0.5 * log(2 * Math.PI * variance),
      );
      return logScale(rows, dither, given).map((scale, r) => {
        let free = 0;
        for (let i = r * width; i < (r + 1) * width; i++) free += Number(encoded[i] !== encoded[i]);
        return scale + thin * logThin + free * logFree;
      });
    },
  };
}
