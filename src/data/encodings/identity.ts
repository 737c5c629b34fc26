import type { Encoding, EncodingKind } from "../encoding.ts";

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
    encode: (rows) => Float32Array.from(rows),
    decode: (rows) => Float64Array.from(rows),
    logScale: (rows) => new Float64Array(rows.length / columns),
  };
}
