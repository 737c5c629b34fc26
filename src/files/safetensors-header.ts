import { LangevinError } from "../support/errors.ts";
import { quote, show } from "../support/show.ts";
import { checksumAt, checksumOf, countOf, noChecksum, seal } from "./safetensors.ts";
import { JsonReader } from "./strict-json.ts";

/** A tensor as the header announces it; `begin` and `end` are bytes from the start of the data section. */
export interface Entry<D extends string> {
  name: string;
  dtype: D;
  shape: number[];
  begin: number;
  end: number;
}

/** Makes the error to throw. */
export type Refuse = (expected: string, got: string, options?: ErrorOptions) => LangevinError;

/** Refusals of files in the name of `where`. */
export function refusalsOf(where: string): Refuse {
  return (expected, got, options) =>
    new LangevinError("invalid-file", `${where}: expected ${expected}, got ${got}`, options);
}

/** Bytes of a number of each dtype that is taken. */
export type ItemBytes<D extends string> = Readonly<Record<D, number>>;

/** What is believed of a file. */
export interface HeaderLimits<D extends string> {
  itemBytes: ItemBytes<D>;
  maxHeaderBytes: number;
  maxTensorBytes: number;
  requireChecksum: boolean;
}

/** A file's tensors, by their place, which fill its data section exactly; their numbers are not looked at yet. */
export interface SafetensorsHeader<D extends string> {
  entries: Entry<D>[];
  metadata: Map<string, string>;
  view: DataView;
  /** Where the data section begins. */
  dataAt: number;
}

/** As many as numpy takes. */
const MOST_AXES = 64;

/**
 * The header of a safetensors file, believing nothing it says: its JSON, its checksum where it has or needs one, and that
 * tensors of the dtypes taken fill the data section exactly, once and aligned to their element.
 */
export function readSafetensorsHeader<D extends string>(
  refuse: Refuse,
  bytes: Uint8Array | ArrayBuffer,
  { itemBytes, maxHeaderBytes, maxTensorBytes, requireChecksum }: HeaderLimits<D>,
): SafetensorsHeader<D> {
  // Before any view is made: a detached buffer has length 0 too.
  if (bytes.byteLength < 8) throw refuse("8 bytes of header length", `a file of ${bytes.byteLength} bytes`);
  const file = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
  const view = new DataView(file.buffer, file.byteOffset, file.length);

  const dataAt = findData(refuse, view, maxHeaderBytes);
  const dataBytes = file.length - dataAt;
  if (dataBytes > maxTensorBytes) throw refuse(`at most ${maxTensorBytes} bytes of tensor data`, `${dataBytes}`);
  const sealed = verifyChecksum(refuse, file, requireChecksum);
  const { entries, metadata } = readHeader(refuse, itemBytes, file.subarray(8, dataAt));
  if (metadata.delete("checksum") && !sealed)
    throw refuse(`a metadata entry "checksum" to open the header, as ${seal}…`, "one elsewhere or of another form");
  checkLayout(refuse, itemBytes, entries, dataBytes);
  return { entries, metadata, view, dataAt };
}

/** The offset of the data section, from the length at the file's start. */
function findData(refuse: Refuse, view: DataView, maxHeaderBytes: number): number {
  const size = view.byteLength;
  const length = view.getBigUint64(0, true);
  if (length > maxHeaderBytes) throw refuse(`a header of at most ${maxHeaderBytes} bytes`, `${length}`);
  const dataAt = 8 + Number(length);
  if (dataAt > size) throw refuse(`a file of at least ${dataAt} bytes to hold its header`, `${size}`);
  if (length === 0n || view.getUint8(8) !== 0x7b)
    throw refuse('"{" at the start of the header', length === 0n ? "no header" : `byte ${view.getUint8(8)}`);
  return dataAt;
}

/** Whether the file has a checksum, which then is right. */
function verifyChecksum(refuse: Refuse, file: Uint8Array, required: boolean): boolean {
  const ascii = String.fromCharCode(...file.subarray(8, checksumAt + noChecksum.length));
  if (!ascii.startsWith(seal)) {
    if (required) throw refuse(`the header to begin with a checksum, ${seal}…`, quote(ascii));
    return false;
  }
  const written = ascii.slice(seal.length);
  const computed = checksumOf(file);
  if (written !== computed)
    throw refuse(
      `contents with checksum ${quote(written)}`,
      `${quote(computed)}: damaged file, or one that was changed and kept its checksum`,
    );
  return true;
}

function readHeader<D extends string>(
  refuse: Refuse,
  itemBytes: ItemBytes<D>,
  bytes: Uint8Array,
): { entries: Entry<D>[]; metadata: Map<string, string> } {
  const json = new JsonReader(decodeUtf8(refuse, bytes), (expected, got) => refuse(`${expected} in the header`, got));
  const entries: Entry<D>[] = [];
  const metadata = new Map<string, string>();
  json.object((name) => {
    if (name === "__metadata__") json.object((key) => metadata.set(key, json.string()));
    else entries.push(readEntry(refuse, itemBytes, name, json));
  });
  json.end();
  return { entries, metadata };
}

function decodeUtf8(refuse: Refuse, bytes: Uint8Array): string {
  try {
    // A copy, as browsers' text decoders refuse shared memory.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes.slice());
  } catch (cause) {
    throw refuse("a header in UTF-8", "other bytes", { cause });
  }
}

function readEntry<D extends string>(
  refuse: Refuse,
  itemBytes: ItemBytes<D>,
  name: string,
  json: JsonReader,
): Entry<D> {
  const which = `tensor ${quote(name)}`;
  let dtype: string | undefined;
  const shape: number[] = [];
  const offsets: number[] = [];
  const seen = new Set<string>();
  json.object((key) => {
    seen.add(key);
    if (key === "dtype") dtype = json.string();
    else if (key === "shape")
      json.array(() => {
        if (shape.push(json.integer()) > MOST_AXES) throw refuse(`at most ${MOST_AXES} axes for ${which}`, "more");
      });
    else if (key === "data_offsets")
      json.array(() => {
        if (offsets.push(json.integer()) > 2) throw refuse(`two data_offsets for ${which}`, "more");
      });
    else throw refuse(`only dtype, shape and data_offsets for ${which}`, quote(key));
  });
  for (const key of ["dtype", "shape", "data_offsets"])
    if (!seen.has(key)) throw refuse(`a ${key} for ${which}`, "none");
  if (dtype === undefined || !Object.hasOwn(itemBytes, dtype)) {
    const known = Object.keys(itemBytes).map(quote).join(" or ");
    throw refuse(`dtype ${known} for ${which}`, show(dtype));
  }
  if (offsets.length !== 2) throw refuse(`two data_offsets for ${which}`, `${offsets.length}`);
  return { name, dtype: dtype as D, shape, begin: offsets[0], end: offsets[1] };
}

/** Sorts the entries by their place and checks that they fill the data section exactly. */
function checkLayout<D extends string>(
  refuse: Refuse,
  itemBytes: ItemBytes<D>,
  entries: Entry<D>[],
  dataBytes: number,
): void {
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let filled = 0;
  for (const { name, dtype, shape, begin, end } of entries) {
    const offsets = `data_offsets [${begin}, ${end}]`;
    const which = `tensor ${quote(name)}`;
    const count = countOf(shape);
    if (Number.isNaN(count)) throw refuse(`a shape of at most 2^53 - 1 numbers for ${which}`, "more");
    if (begin > end) throw refuse(`${which} to begin before its end`, offsets);
    if (end > dataBytes) throw refuse(`${which} inside the ${dataBytes} bytes of data`, offsets);
    const size = count * itemBytes[dtype];
    if (end - begin !== size) throw refuse(`${size} bytes for dtype and shape of ${which}`, offsets);
    if (begin % itemBytes[dtype] !== 0) throw refuse(`${which} at a multiple of ${itemBytes[dtype]} bytes`, offsets);
    if (begin !== filled)
      throw refuse(
        `${which} to begin at ${filled}, where the one before it ends`,
        `${begin < filled ? "an overlap" : "a hole"}, ${offsets}`,
      );
    filled = end;
  }
  if (filled !== dataBytes) throw refuse(`${filled} bytes of data, the tensors' sum`, `${dataBytes}`);
}
