/** A tensor to be written, with numbers in order and the bytes of each. */
export interface TorchTensor {
  dtype: string;
  shape: readonly number[];
  bytes: Uint8Array;
}

/** As safetensors.torch.save_file lays a state dict out: header padded to 8 bytes, then the data. */
export function torchFile(
  tensors: Readonly<Record<string, TorchTensor>>,
  metadata: Readonly<Record<string, string>> = { format: "pt" },
): Uint8Array {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => {
    const begin = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  const dataAt = 8 + Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(dataAt + end).fill(0x20, 8, dataAt);
  new DataView(file.buffer).setBigUint64(0, BigInt(dataAt - 8), true);
  file.set(header, 8);
  let at = dataAt;
  for (const { bytes } of Object.values(tensors)) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

export function f32(shape: readonly number[], numbers: readonly number[]): TorchTensor {
  return { dtype: "F32", shape, bytes: new Uint8Array(Float32Array.from(numbers).buffer) };
}

export function f64(shape: readonly number[], numbers: readonly number[]): TorchTensor {
  return { dtype: "F64", shape, bytes: new Uint8Array(Float64Array.from(numbers).buffer) };
}

export function ofBits(dtype: "F16" | "BF16", shape: readonly number[], bits: readonly number[]): TorchTensor {
  return { dtype, shape, bytes: new Uint8Array(Uint16Array.from(bits).buffer) };
}

/** `nn.Linear(inputs, outputs)`: weight (outputs, inputs) whose entry (o, i) is `entry(o, i)`, and bias o + 0.5. */
export function linear(
  name: string,
  inputs: number,
  outputs: number,
  entry = (o: number, i: number): number => 10 * o + i,
): Record<string, TorchTensor> {
  const weight = Array.from({ length: outputs * inputs }, (_, k) => entry(Math.floor(k / inputs), k % inputs));
  return {
    [`${name}.weight`]: f32([outputs, inputs], weight),
    [`${name}.bias`]: f32(
      [outputs],
      Array.from({ length: outputs }, (_, o) => o + 0.5),
    ),
  };
}
