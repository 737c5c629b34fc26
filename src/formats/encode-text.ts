import { LangevinError } from "../support/errors.ts";
import { makeDecoder } from "./text-encoding.ts";

/** Turns text into bytes of an encoding. */
export type TextEncode = (text: string) => Uint8Array;

/**
 * The way back of `TextDecoder(encoding)`: UTF-8, UTF-16, and every encoding of one byte a character, such as Windows-1252.
 *
 * @throws LangevinError "invalid-argument" for no encoding, "unsupported" for one of several bytes a character; the function
 *   it gives throws "invalid-data" for a character that the encoding does not have
 */
export function textEncoder(where: string, encoding: string): TextEncode {
  const decoder = makeDecoder(where, encoding);
  if (decoder.encoding === "utf-8") return (text) => new TextEncoder().encode(text);
  if (decoder.encoding.startsWith("utf-16")) return (text) => encodeUtf16(text, decoder.encoding === "utf-16be");
  const bytes = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    const character = decoder.decode(Uint8Array.of(byte));
    if (character.length === 1 && character !== "\ufffd" && !bytes.has(character)) bytes.set(character, byte);
  }
  if (bytes.size < 200)
    throw new LangevinError("unsupported", `${where}: expected an encoding that can be written, got ${encoding}`);
  return (text) => {
    const encoded = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) {
      const byte = bytes.get(text[i]);
      if (byte === undefined)
        throw new LangevinError("invalid-data", `${where}: expected characters of ${encoding}, got "${text[i]}"`);
      encoded[i] = byte;
    }
    return encoded;
  };
}

function encodeUtf16(text: string, bigEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), !bigEndian);
  return new Uint8Array(view.buffer);
}
