/** Bytes of a number of each dtype that PyTorch writes. */
export const torchItemBytes = {
  ...{ F32: 4, F64: 8, F16: 2, BF16: 2 },
  ...{ I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1, F8_E4M3: 1, F8_E5M2: 1 },
} as const;

export type TorchDtype = keyof typeof torchItemBytes;

type FloatDtype = "F32" | "F64" | "F16" | "BF16";

/** How the number at a byte is read; of dtypes that weights may have. */
export const readers: Readonly<Record<FloatDtype, (view: DataView, at: number) => number>> = {
  F32: (view, at) => view.getFloat32(at, true),
  F64: (view, at) => view.getFloat64(at, true),
  F16: (view, at) => halfFloat(view.getUint16(at, true)),
  BF16: (view, at) => floatOfBits(view.getUint16(at, true) << 16),
};

export function isFloat(dtype: TorchDtype): dtype is FloatDtype {
  return Object.hasOwn(readers, dtype);
}

/** IEEE 754 binary16, exactly: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction. */
function halfFloat(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return (sign * fraction) / 16777216; // 2⁻²⁴, the least of them
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * floatOfBits(((exponent + 127 - 15) << 23) | (fraction << 13));
}

const bitsView = new DataView(new ArrayBuffer(4));

function floatOfBits(bits: number): number {
  bitsView.setInt32(0, bits);
  return bitsView.getFloat32(0);
}
