import { checkFlatRows, type Encoding, type EncodingKind } from "../encoding.ts";

/** Rows as they are, rounded to f32. */
export const identity: EncodingKind = {
  fit: (_where, { dim }) => identityEncoding(dim),
  restore: (_where, columns) => identityEncoding(columns),
};

/** The encoding of models whose units are the user's. */
export function identityEncoding(columns: number): Encoding {
  return {
    kind: "identity",
    columns,
    width: columns,
    parameters: {},
    encode: (rows) => {
      checkFlatRows("encoding.encode", rows, columns);
      return new Float32Array(rows);
    },
    decode: (rows) => {
      checkFlatRows("encoding.decode", rows, columns);
      return new Float64Array(rows);
    },
    logScale: (rows) => {
      checkFlatRows("encoding.logScale", rows, columns);
      return new Float64Array(rows.length / columns);
    },
  };
}
