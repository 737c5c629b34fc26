import { blockSize, type CategoryBlock } from "../../data/category-block.ts";
import { categoryBlock } from "../../data/codes/choose-code.ts";
import { nearestLevel } from "../../data/codes/nearest-level.ts";
import { checkFlatRows } from "../../data/encoding.ts";
import { invalid } from "../../support/errors.ts";
import { findAtoms } from "./atoms.ts";
import type { ColumnEncoding, ColumnKind, ColumnSettings } from "./column-encoding.ts";
import { parametersUnder, prefixed, takeParameter } from "./parameters.ts";

/**
 * A column of numbers with point masses and missing values: a block that says which state a row is in, "value", "missing" or
 * one of the atoms, beside the coordinates of the value by another kind. Where the state is not "value" these are NaN: free,
 * N(0, 1), and of no meaning.
 *
 * @param inner  the kind of what is a value
 */
export function withStates(inner: ColumnKind): ColumnKind {
  return {
    fit(where, values, settings: ColumnSettings) {
      const atoms = [...(settings.atoms ?? findAtoms(values))].sort((a, b) => a - b);
      const isAtom = new Set(atoms);
      const plain = values.filter((value) => value === value && !isAtom.has(value));
      const missing = values.filter((value) => value !== value).length;
      const rows = [plain.length, ...(missing > 0 ? [missing] : []), ...atoms.map((atom) => countOf(values, atom))];
      const encoding = inner.fit(where, plain, { ...settings, bounds: settings.bounds ?? rangeOf(values), atoms });
      const probabilities = Float64Array.from(rows, (count) => (count || 0.5) / total(rows));
      return statesEncoding(encoding, { atoms, holdsMissing: missing > 0, probabilities });
    },
    restore(where, parameters) {
      const atoms = "atoms" in parameters ? takeParameter(where, parameters, "atoms") : [];
      const holdsMissing = parameters["states"]?.length === atoms.length + 2;
      const probabilities = takeParameter(where, parameters, "states", atoms.length + 1 + Number(holdsMissing));
      if (probabilities.length < 2) throw invalid(where, "encoding.states of two or more", probabilities.length);
      const encoding = inner.restore(where, parametersUnder(parameters, "value"));
      return statesEncoding(encoding, { atoms: Array.from(atoms), holdsMissing, probabilities });
    },
  };
}

interface States {
  atoms: readonly number[];
  holdsMissing: boolean;
  /** Shares of "value", of "missing" if it is held, and of the atoms. */
  probabilities: Float64Array;
}

function statesEncoding(inner: ColumnEncoding, { atoms, holdsMissing, probabilities }: States): ColumnEncoding {
  const block: CategoryBlock = categoryBlock(probabilities);
  const size = blockSize(block);
  const plain = inner.width - inner.categories.reduce((sum, each) => sum + blockSize(each), 0);
  const width = inner.width + size;
  const firstAtom = holdsMissing ? 2 : 1;
  const stateOf = (value: number): number | undefined => {
    if (value !== value) return holdsMissing ? 1 : undefined;
    const atom = atoms.indexOf(value);
    return atom < 0 ? 0 : firstAtom + atom;
  };
  const present = new Float32Array(width).fill(NaN);
  if (atoms.length === 0) present.set(block.codes.subarray(0, size), plain);
  return {
    kind: inner.kind,
    columns: 1,
    width,
    categories: [block, ...inner.categories],
    holdsMissing,
    thin: size + inner.thin,
    present,
    parameters: {
      states: probabilities,
      ...(atoms.length > 0 && { atoms: Float64Array.from(atoms) }),
      ...prefixed("value", inner.parameters),
    },
    encode(values, dither) {
      checkFlatRows("encoding.encode", values, 1);
      const rows = new Float32Array(values.length * width).fill(NaN);
      const encoded = inner.encode(
        Float64Array.from(values, (value) => (stateOf(value) === 0 ? value : NaN)),
        dither,
      );
      for (let r = 0; r < values.length; r++) {
        const state = stateOf(values[r]);
        const from = encoded.subarray(r * inner.width, (r + 1) * inner.width);
        rows.set(from.subarray(0, plain), r * width);
        if (state !== undefined) rows.set(block.codes.subarray(state * size, (state + 1) * size), r * width + plain);
        rows.set(from.subarray(plain), r * width + plain + size);
      }
      return rows;
    },
    decode(rows) {
      checkFlatRows("encoding.decode", rows, width);
      const count = rows.length / width;
      const encoded = new Float32Array(count * inner.width);
      for (let r = 0; r < count; r++)
        for (let c = 0; c < inner.width; c++)
          encoded[r * inner.width + c] = rows[r * width + (c < plain ? c : c + size)];
      const values = inner.decode(encoded);
      for (let r = 0; r < count; r++) {
        const at = r * width + plain;
        const state = rows[at] === rows[at] ? nearestLevel(block, rows, at) : 0;
        if (state >= firstAtom) values[r] = atoms[state - firstAtom];
        else if (state === 1) values[r] = NaN;
      }
      return values;
    },
    logScale(values, dither) {
      const scales = inner.logScale(values, dither);
      for (let r = 0; r < values.length; r++) if (stateOf(values[r]) !== 0) scales[r] = 0;
      return scales;
    },
  };
}

function countOf(values: Float64Array, value: number): number {
  return values.reduce((count, other) => count + Number(other === value), 0);
}

/** The least and largest value; NaN is none. */
function rangeOf(values: Float64Array): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [value < low ? value : low, value > high ? value : high],
    [Infinity, -Infinity],
  );
}

function total(rows: readonly number[]): number {
  return rows.reduce((sum, count) => sum + (count || 0.5), 0);
}
