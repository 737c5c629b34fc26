import { LangevinError } from "../../support/errors.ts";
import { quote } from "../../support/show.ts";

/** What of the environment is read; the names are those of AWS' own tools. */
export interface ObjectEnvironment {
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
  readonly AWS_SECRET_ACCESS_KEY?: string | undefined;
  readonly AWS_SESSION_TOKEN?: string | undefined;
  readonly AWS_REGION?: string | undefined;
  readonly AWS_DEFAULT_REGION?: string | undefined;
  /** Another server that speaks S3's protocol, asked for `/bucket/key`. */
  readonly AWS_ENDPOINT_URL_S3?: string | undefined;
  readonly AWS_ENDPOINT_URL?: string | undefined;
}

/** A place in an object store. */
export interface ObjectPlace {
  /** The bucket's address, with "/" at its end. */
  readonly bucket: URL;
  /** Names below the bucket, without "/" at either end. */
  readonly key: string;
  /** As users write it. */
  readonly shown: string;
  /** Whether requests are signed by the environment's keys: they are shown to no other servers. */
  readonly signed: boolean;
}

/** Hosts that have the bucket's name in front. */
const withBucket = /^[a-z\d][a-z\d.-]*\.(s3[.-][a-z\d.-]*amazonaws\.com(\.cn)?|s3\.amazonaws\.com|storage\.googleapis\.com)$/; // prettier-ignore
const ofAws = /\.amazonaws\.com(\.cn)?$/;

/**
 * Where an s3:, https: or http: URL leads: s3://bucket/key, https://host/bucket/key, or https://bucket.s3.host/key.
 *
 * @throws LangevinError "invalid-argument" for a URL with a user, a password or a query, and for one without a bucket
 */
export function objectPlace(where: string, url: URL, environment: ObjectEnvironment): ObjectPlace {
  const shown = shownUrl(url);
  const bad = (expected: string) =>
    new LangevinError("invalid-argument", `${where}: expected ${expected}, got ${quote(shown)}`);
  if (hasSecrets(url)) throw bad("a URL without a user, a password, a query and a fragment");
  const names = namesOf(url.pathname);
  if (!names) throw bad("a URL of plain names between single slashes");
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  const hasKeys = environment.AWS_ACCESS_KEY_ID !== undefined && environment.AWS_SECRET_ACCESS_KEY !== undefined;
  if (url.protocol === "s3:") {
    if (!/^[a-z\d][a-z\d._-]{1,62}$/i.test(url.host)) throw bad("s3://bucket/prefix");
    const bucket = bucketOf(where, url.host, regionOf(environment), endpoint);
    return { bucket, key: names.join("/"), shown, signed: hasKeys };
  }
  const signed = hasKeys && (ofAws.test(url.hostname) || (endpoint !== undefined && url.host === hostOf(endpoint)));
  if (withBucket.test(url.hostname)) return { bucket: new URL("/", url), key: names.join("/"), shown, signed };
  const [bucket, ...key] = names;
  if (bucket === undefined) throw bad("https://host/bucket/prefix");
  return { bucket: new URL(`/${encodeURIComponent(bucket)}/`, url), key: key.join("/"), shown, signed };
}

/** The region of the environment. */
export function regionOf({ AWS_REGION, AWS_DEFAULT_REGION }: ObjectEnvironment): string {
  return AWS_REGION ?? AWS_DEFAULT_REGION ?? "us-east-1";
}

/** A file's address in a bucket. */
export function objectUrl(bucket: URL, key: string): URL {
  return new URL(key.split("/").map(encodeURIComponent).join("/"), bucket);
}

/** A URL for messages: what could be secret in it is left out. */
export function shownUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, "")}`;
}

/** Whether a URL may hold secrets: messages and specifications show URLs. */
export function hasSecrets(url: URL): boolean {
  return url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "";
}

function bucketOf(where: string, bucket: string, region: string, endpoint: string | undefined): URL {
  if (endpoint !== undefined) {
    if (hostOf(endpoint) === undefined)
      throw new LangevinError("invalid-argument", `${where}: expected AWS_ENDPOINT_URL an http: or https: URL, got another`); // prettier-ignore
    return new URL(`${endpoint.replace(/\/+$/, "")}/${bucket}/`);
  }
  if (!/^[a-z\d-]{1,30}$/.test(region))
    throw new LangevinError("invalid-argument", `${where}: expected AWS_REGION a region's name, got ${quote(region)}`);
  const host = `s3.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
  // A certificate holds for one name in front
  return new URL(bucket.includes(".") ? `https://${host}/${bucket}/` : `https://${bucket}.${host}/`);
}

function hostOf(endpoint: string): string | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  return /^https?:$/.test(url.protocol) && !hasSecrets(url) ? url.host : undefined;
}

/** The names of a path; undefined where one could lead elsewhere. */
function namesOf(path: string): string[] | undefined {
  const names = path.replace(/^\/|\/$/g, "").split("/");
  if (names.length === 1 && names[0] === "") return [];
  try {
    const decoded = names.map(decodeURIComponent);
    return decoded.some((name) => name === "" || name === "." || name === ".." || /[/\\\x00-\x1f\x7f]/.test(name))
      ? undefined
      : decoded;
  } catch {
    return undefined;
  }
}
