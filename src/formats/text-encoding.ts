import { invalid, LangevinError } from "../support/errors.ts";
import { recognize } from "./known-files.ts";
import { windows1252 } from "./windows-1252.ts";

/** What a file's bytes say, as found so far. */
export interface FoundEncoding {
  /** A label of TextDecoder's. */
  encoding: string;
  byteOrderMark: boolean;
  /** Bytes that were no character of the encoding and became U+FFFD. */
  damaged: number;
}

/** Bytes of a UTF-16 text without a byte order mark that tell it. */
const SAMPLE = 512;

/**
 * Turns pieces of a file into text: in the encoding given, or else the one of its byte order mark, UTF-16 where every
 * other byte is 0, UTF-8 where its bytes are UTF-8, and Windows-1252 where they are not. ASCII is the same in the last
 * two, so that a file of any length is decided by its first other bytes.
 */
export class TextReader {
  readonly found: FoundEncoding = { encoding: "utf-8", byteOrderMark: false, damaged: 0 };
  private readonly where: string;
  private readonly refusesOthers: boolean;
  private readonly wanted: string | undefined;
  private decoder: Decoder | undefined;
  /** The end of a piece that is not a whole character of UTF-8. */
  private rest = new Uint8Array(0);
  private sawUtf8 = false;
  /** The first bytes, until there are enough to guess by. */
  private opening: Uint8Array | undefined = new Uint8Array(0);
  private started = false;
  private position = 0;

  /** @param refusesOthers  whether files that are known to be something else are refused, JSON among them */
  constructor(where: string, encoding: string | undefined, refusesOthers = true) {
    this.where = where;
    this.refusesOthers = refusesOthers;
    this.wanted = encoding;
    if (encoding !== undefined) makeDecoder(where, encoding);
  }

  /** The text of the next piece. */
  read(piece: string | Uint8Array): string {
    if (typeof piece === "string") return this.startOf(piece);
    if (this.opening === undefined) return this.readOn(piece);
    this.opening = join(this.opening, piece);
    return this.opening.length < SAMPLE ? "" : this.open();
  }

  /** What was left at the end of the file. */
  end(): string {
    const start = this.opening && this.opening.length > 0 ? this.open() : "";
    const none = new Uint8Array(0);
    return start + this.startOf(this.decoder ? this.decode(none, false) : this.decodeGuessing(none, true));
  }

  private open(): string {
    const head = this.opening!;
    this.opening = undefined;
    this.start(head);
    return this.readOn(head);
  }

  private readOn(piece: Uint8Array): string {
    this.refuseBinary(piece);
    this.position += piece.length;
    return this.startOf(this.decoder ? this.decode(piece, true) : this.decodeGuessing(piece, false));
  }

  private start(head: Uint8Array): void {
    const what = recognize(head);
    if (what !== undefined && this.refusesOthers)
      throw new LangevinError("invalid-data", `${this.where}: expected a table as text, got ${what}`);
    const { found } = this;
    const mark = markOf(head);
    found.encoding = this.wanted ?? mark ?? guessUtf16(head) ?? "utf-8";
    if (this.wanted !== undefined || found.encoding !== "utf-8") {
      this.decoder = makeDecoder(this.where, found.encoding);
      found.encoding = this.decoder.encoding;
    }
  }

  /** Without the mark of the file's start. */
  private startOf(text: string): string {
    if (this.started || text === "") return text;
    this.started = true;
    this.found.byteOrderMark = text.startsWith("\ufeff");
    return this.found.byteOrderMark ? text.slice(1) : text;
  }

  private decode(piece: Uint8Array, stream: boolean): string {
    const text = this.decoder!.decode(piece, { stream });
    if (text.includes("\ufffd")) this.found.damaged += text.split("\ufffd").length - 1;
    return text;
  }

  /** UTF-8, until bytes come that are none. */
  private decodeGuessing(piece: Uint8Array, last: boolean): string {
    const bytes = this.rest.length === 0 ? piece : join(this.rest, piece);
    const whole = last ? bytes.length : wholeCharacters(bytes);
    this.rest = bytes.slice(whole);
    const text = utf8.decode(bytes.subarray(0, whole));
    const damaged = text.split("\ufffd").length - 1;
    if (damaged === 0) {
      this.sawUtf8 ||= text.length < whole;
      return text;
    }
    if (this.sawUtf8 || countOthers(text) > damaged) {
      this.sawUtf8 = true;
      this.found.damaged += damaged;
      return text;
    }
    this.found.encoding = "windows-1252";
    this.decoder = windows1252;
    this.rest = new Uint8Array(0);
    return this.decoder.decode(bytes, { stream: !last });
  }

  /** No text has these bytes; spreadsheets, archives, pictures and devices do. */
  private refuseBinary(bytes: Uint8Array): void {
    if (this.found.encoding.startsWith("utf-16")) return;
    const at = bytes.findIndex((byte) => byte < 8);
    if (at >= 0)
      throw new LangevinError(
        "invalid-data",
        `${this.where}: expected a table as text, got a binary file (byte ${this.position + at + 1} is ${bytes[at]})`,
      );
  }
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Turns bytes into text, those of a piece that goes on if `stream` is set. */
interface Decoder {
  readonly encoding: string;
  decode(bytes: Uint8Array, options?: { stream: boolean }): string;
}

/**
 * The decoder of a label of TextDecoder's.
 *
 * @throws LangevinError "invalid-argument" for one that it does not know
 */
export function makeDecoder(where: string, encoding: string): Decoder {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { ignoreBOM: true });
  } catch {
    throw invalid(where, 'encoding a label of TextDecoder\'s, such as "utf-8" or "windows-1252"', encoding);
  }
  return decoder.encoding === "windows-1252" ? windows1252 : decoder;
}

function markOf(head: Uint8Array): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return undefined;
}

function guessUtf16(head: Uint8Array): string | undefined {
  const length = Math.min(head.length, SAMPLE) & ~1;
  let [even, odd] = [0, 0];
  for (let i = 0; i < length; i += 2) {
    even += Number(head[i] === 0);
    odd += Number(head[i + 1] === 0);
  }
  const most = length / 2;
  if (most < 4) return undefined;
  if (even === 0 && odd > 0.7 * most) return "utf-16le";
  return odd === 0 && even > 0.7 * most ? "utf-16be" : undefined;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** How many bytes there are before a character of UTF-8 that the end cuts in two. */
function wholeCharacters(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back];
    if (byte < 0x80) return length;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? length - back : length;
  }
  return length;
}

/** Characters beyond ASCII that are well encoded. */
function countOthers(text: string): number {
  return text.match(/[\u0080-\ufffc]/g)?.length ?? 0;
}
