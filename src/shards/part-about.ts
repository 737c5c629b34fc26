import { LangevinError } from "../support/errors.ts";
import { integer, option, readOptions, type Spec } from "../support/options.ts";
import { invalid } from "../support/errors.ts";

/** What a part says of itself. */
export interface PartAbout {
  /** The run that it is of. */
  readonly runId: string;
  /** The shard's place. */
  readonly index: number;
  /** The shard's first row. */
  readonly begin: number;
  /** The shard's rows. */
  readonly count: number;
  /** SHA-256 of the rows: numbers little-endian, cells as lines of CSV. */
  readonly rowsSha256: string;
  /** Which build of the library made it. */
  readonly build: string;
}

/** A SHA-256 in hexadecimal digits. */
export const sha256Option = /* @__PURE__ */ option(
  (where, name, value) => {
    if (typeof value !== "string" || !/^[0-9a-f]{64}$/.test(value))
      throw invalid(where, `${name} a SHA-256 of 64 hexadecimal digits`, value);
    return value;
  },
  { required: true },
);

/** A text that is not long. */
export const textOption = /* @__PURE__ */ option(
  (where, name, value) => {
    if (typeof value !== "string" || value === "" || value.length > 4096)
      throw invalid(where, `${name} a text of 1 to 4096 characters`, value);
    return value;
  },
  { required: true },
);

export const wholeOption = /* @__PURE__ */ integer(0, Number.MAX_SAFE_INTEGER, { required: true });

const spec = {
  runId: sha256Option,
  index: wholeOption,
  begin: wholeOption,
  count: wholeOption,
  rowsSha256: sha256Option,
  build: textOption,
} satisfies Spec<PartAbout>;

/**
 * What a part says of itself, checked.
 *
 * @throws LangevinError "invalid-file"
 */
export function readAbout(what: string, about: object): PartAbout {
  try {
    return readOptions(what, about, spec);
  } catch (cause) {
    if (!(cause instanceof LangevinError)) throw cause;
    throw new LangevinError("invalid-file", cause.message, { cause });
  }
}
