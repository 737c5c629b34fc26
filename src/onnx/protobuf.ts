/**
 * A protobuf message in the making: its fields in the order of their calls (https://protobuf.dev/programming-guides/encoding).
 * The bytes it is given are kept, not copied, until `finish`.
 */
export class Message {
  private readonly parts: Uint8Array[] = [];
  private size = 0;

  /** An integer of 0 or more, below 2⁵³: wire type 0. */
  integer(field: number, value: number): this {
    return this.append(varint(field * 8)).append(varint(value));
  }

  /** Wire type 2, as all that follow. */
  bytes(field: number, value: Uint8Array): this {
    return this.head(field, value.length).append(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    this.head(field, value.size);
    for (const part of value.parts) this.append(part);
    return this;
  }

  /** Bytes that `finish` gives. */
  get length(): number {
    return this.size;
  }

  finish(): Uint8Array {
    const file = new Uint8Array(this.size);
    let at = 0;
    for (const part of this.parts) {
      file.set(part, at);
      at += part.length;
    }
    return file;
  }

  private head(field: number, length: number): this {
    return this.append(varint(field * 8 + 2)).append(varint(length));
  }

  private append(part: Uint8Array): this {
    this.parts.push(part);
    this.size += part.length;
    return this;
  }
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Uint8Array.from([...bytes, value]);
}
