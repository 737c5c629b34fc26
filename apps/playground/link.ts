import { pack, unpackDrawing, unpackImage, unpackTable, type DataSpec, type Range } from "./data-spec.ts";
import { isDensityName } from "./densities.ts";
import { MOST_PATHS } from "./paths.ts";
import { isSamplerKey } from "./samplers.ts";
import {
  bounds,
  defaults,
  FIELD_LEVELS,
  inBounds,
  isNetworkName,
  layerings,
  type Looks,
  type Settings,
} from "./settings.ts";

/** Version of the format, and of everything that the page itself decides about a picture: another number, another picture. */
const VERSION = "4";
/** The longest `bytes` that a data set unpacks to. */
const MOST_BYTES = 1 << 15;

/** A link that cannot be read, in a sentence. */
export class LinkError extends Error {
  constructor(what: string) {
    super(`This link ${what}. The page shows its default instead; ask for the link again, or choose data below.`);
    this.name = "LinkError";
  }
}

/** Settings as the part of an address behind #. */
export async function encodeLink(settings: Settings): Promise<string> {
  const { data, network, steps, stoppedAt, seed, sampler, beside, levels, particles } = settings;
  const entries = new URLSearchParams({ v: VERSION, data: data.kind === "density" ? data.name : data.kind });
  entries.set("net", network);
  entries.set("train", String(steps));
  if (stoppedAt < steps) entries.set("stop", String(stoppedAt));
  entries.set("seed", String(seed));
  entries.set("sampler", sampler);
  if (beside !== "") entries.set("beside", beside);
  entries.set("steps", String(levels));
  entries.set("count", String(particles));
  encodeLooks(settings, entries);
  if (data.kind === "table") {
    entries.set("columns", JSON.stringify(data.columns));
    entries.set("ranges", JSON.stringify(data.ranges));
  }
  if (data.kind !== "density") entries.set("bytes", toBase64(await deflate(pack(data))));
  return entries.toString();
}

/**
 * What {@link encodeLink} encoded; what a link does not say is as the page's defaults are.
 *
 * @throws {@link LinkError} for anything else
 */
export async function decodeLink(hash: string): Promise<Settings> {
  const entries = new URLSearchParams(hash.replace(/^#/, ""));
  if ((entries.get("v") ?? VERSION) !== VERSION) throw new LinkError("was made by another version of this page");
  const whole = (key: string, name: keyof typeof bounds): number => {
    const text = entries.get(key);
    if (text === null) return defaults[name];
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (!inBounds(name, value)) throw new LinkError(`has a ${key} that is no number from ${bounds[name].join(" to ")}`);
    return value;
  };
  const network = entries.get("net") ?? defaults.network;
  const sampler = entries.get("sampler") ?? defaults.sampler;
  if (!isNetworkName(network)) throw new LinkError("names a network that does not exist");
  const beside = entries.get("beside") ?? defaults.beside;
  if (!isSamplerKey(sampler) || (beside !== "" && !isSamplerKey(beside)))
    throw new LinkError("names a sampler that does not exist");
  const steps = whole("train", "steps");
  const stoppedAt = Number(entries.get("stop") ?? steps);
  if (!Number.isInteger(stoppedAt) || stoppedAt < 1 || stoppedAt > steps)
    throw new LinkError("stops training at a step that does not exist");
  const particles = whole("count", "particles");
  return {
    data: await decodeData(entries),
    ...{ network, sampler, beside, steps, stoppedAt, particles },
    ...{ seed: whole("seed", "seed"), levels: whole("steps", "levels") },
    ...decodeLooks(entries, particles),
  };
}

/** Only what is not as it is by default. */
function encodeLooks({ sigmaIndex, follow, shaken, layers, paths }: Looks, entries: URLSearchParams): void {
  if (!follow) entries.set("sigma", String(sigmaIndex));
  if (shaken !== defaults.shaken) entries.set("shaken", shaken ? "1" : "0");
  if (layers !== defaults.layers) entries.set("layers", layers);
  if (paths.length > 0) entries.set("paths", paths.join("."));
}

function decodeLooks(entries: URLSearchParams, particles: number): Looks {
  const sigma = entries.get("sigma");
  const sigmaIndex = sigma === null ? defaults.sigmaIndex : Number(sigma);
  if (!Number.isInteger(sigmaIndex) || sigmaIndex < 0 || sigmaIndex >= FIELD_LEVELS)
    throw new LinkError("shows a σ that does not exist");
  const layers = layerings.find((name) => name === (entries.get("layers") ?? defaults.layers));
  if (!layers) throw new LinkError("puts the data where they cannot be");
  const shaken = entries.get("shaken") ?? (defaults.shaken ? "1" : "0");
  if (!/^[01]$/.test(shaken)) throw new LinkError("shakes the data neither so nor so");
  const paths = (entries.get("paths")?.split(".") ?? []).map((text) => (/^\d{1,9}$/.test(text) ? Number(text) : NaN));
  if (!paths.every((particle) => particle < particles) || paths.length > MOST_PATHS)
    throw new LinkError("draws the paths of particles that do not exist");
  return { sigmaIndex, follow: sigma === null, shaken: shaken === "1", layers, paths: [...new Set(paths)] };
}

async function decodeData(entries: URLSearchParams): Promise<DataSpec> {
  const name = entries.get("data");
  if (name === null) return defaults.data;
  if (isDensityName(name)) return { kind: "density", name };
  if (!["drawing", "image", "table"].includes(name)) throw new LinkError("names data that does not exist");
  try {
    const bytes = await inflate(fromBase64(entries.get("bytes") ?? ""));
    if (name === "drawing") return unpackDrawing(bytes);
    if (name === "image") return unpackImage(bytes);
    return unpackTable(bytes, readColumns(entries), readRanges(entries));
  } catch (cause) {
    throw Object.assign(new LinkError("is damaged, perhaps cut off"), { cause });
  }
}

function readColumns(entries: URLSearchParams): [string, string] {
  const columns: unknown = JSON.parse(entries.get("columns") ?? "");
  if (!isPair(columns) || !columns.every((name) => typeof name === "string" && name.length <= 100))
    throw new RangeError("no names of columns");
  return columns as [string, string];
}

function readRanges(entries: URLSearchParams): [Range, Range] {
  const ranges: unknown = JSON.parse(entries.get("ranges") ?? "");
  if (!isPair(ranges) || !ranges.every((range) => isPair(range) && range.every((end) => typeof end === "number")))
    throw new RangeError("no ranges");
  return ranges as [Range, Range];
}

function isPair(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  return through(bytes, new CompressionStream("deflate-raw"), Infinity);
}

function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  return through(bytes, new DecompressionStream("deflate-raw"), MOST_BYTES);
}

/** What a stream makes of bytes; refuses more than `most` of them as soon as they come. */
async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream, most: number) {
  const writer = stream.writable.getWriter();
  // What is wrong with the bytes is reported by the reading side
  writer.write(Uint8Array.from(bytes)).catch(() => undefined);
  writer.close().catch(() => undefined);
  const whole: number[] = [];
  const reader: ReadableStreamDefaultReader<Uint8Array> = stream.readable.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (whole.length + next.value.length > most) throw new RangeError("more bytes than any data set has");
    for (const byte of next.value) whole.push(byte);
  }
  return Uint8Array.from(whole);
}

function toBase64(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}
