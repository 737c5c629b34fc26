import { rangeOf } from "./range.ts";
import { bytesOf, type Asked, type Requests } from "./requests.ts";
import { LangevinError } from "../../support/errors.ts";

/** A file of a server that has it: its size, and the bytes that were asked for. */
export interface ObjectBytes {
  readonly size: number;
  readonly bytes: Uint8Array;
}

/**
 * Some bytes of a file on a server, or undefined where there is none. Of a server that sends all of a file no more is read
 * than is needed.
 *
 * @param begin  negative: from the file's end; the other end is the file's then
 * @throws LangevinError "unavailable"; "unsupported" for a server that does not send parts of files
 */
export async function readObject(
  requests: Requests,
  { url, shown }: { url: URL; shown: string },
  begin = 0,
  end = Infinity,
): Promise<ObjectBytes | undefined> {
  const range = begin < 0 ? `bytes=${begin}` : `bytes=${begin}-${end === Infinity ? "" : Math.max(begin, end - 1)}`;
  // A whole file is a range as well: fetch then asks for bytes that are not packed
  const asked: Asked = { url, shown, method: "GET", headers: { range } };
  return requests.send(asked, async (response) => {
    if (response.status === 404) return undefined;
    if (response.status === 416) return { size: sizeOf(response) ?? 0, bytes: new Uint8Array(0) };
    if (response.status === 206) {
      const place = /^bytes (\d+)-(\d+)\/(\d+)$/
        .exec(response.headers.get("content-range") ?? "")
        ?.slice(1)
        .map(Number);
      if (!place) throw await requests.refuse(asked, response);
      const [from, last, size] = place;
      const [wantedFrom, wantedTo] = rangeOf(size, begin, end);
      if (from !== wantedFrom || last + 1 < wantedTo) throw await requests.refuse(asked, response);
      return { size, bytes: await exactly(response, wantedTo - wantedFrom) };
    }
    if (response.status !== 200) throw await requests.refuse(asked, response);
    if (begin !== 0) throw new LangevinError("unsupported", `expected ${shown} on a server that sends parts of files (Range), got all of it`); // prettier-ignore
    const length = Number(response.headers.get("content-length") ?? NaN);
    if (end !== Infinity && Number.isNaN(length)) throw new LangevinError("unsupported", `expected ${shown} on a server that tells sizes, got none`); // prettier-ignore
    const bytes = Number.isNaN(length)
      ? await bytesOf(response, Infinity)
      : await exactly(response, Math.min(end, length));
    return { size: Number.isNaN(length) ? bytes.length : length, bytes };
  });
}

/** Size of a file whose range was beyond its end. */
function sizeOf(response: Response): number | undefined {
  const size = /^bytes \*\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  return size === undefined ? undefined : Number(size);
}

/** As many bytes of an answer; where the network ends before, there was no answer. */
async function exactly(response: Response, count: number): Promise<Uint8Array> {
  const bytes = await bytesOf(response, count);
  if (bytes.length < count) throw new Error("an answer that ends early");
  return bytes;
}
