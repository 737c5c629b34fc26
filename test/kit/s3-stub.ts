import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a request was. */
export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
}

/** A server on 127.0.0.1 that behaves like S3 in what stores ask of it, with one bucket a first name of the path. */
export class S3Stub {
  readonly objects = new Map<string, { bytes: Buffer; time: Date }>();
  readonly seen: Seen[] = [];
  /** Answers that come first, whatever is asked: a status, or "cut" for a connection that ends. */
  readonly first: (number | "cut" | "stored-then-cut")[] = [];
  /** Names on a page of a list. */
  pageSize = 1000;
  /** Whether ranges are understood. */
  ranges = true;
  /** Signatures are asked for and checked with this secret, if there is one. */
  secret: string | undefined;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<S3Stub> {
    const stub = new S3Stub();
    await new Promise<void>((resolve) => stub.server.listen(0, "127.0.0.1", resolve));
    return stub;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const { method = "", url = "", headers } = request;
    this.seen.push({ method, url, headers });
    const first = this.first.shift();
    if (first === "cut") return void request.socket.destroy();
    if (typeof first === "number") return fail(response, first, { 409: "ConditionalRequestConflict", 503: "SlowDown" }[first] ?? "Other"); // prettier-ignore
    if (this.secret !== undefined && !isSigned(request, body, this.secret)) return fail(response, 403, "SignatureDoesNotMatch"); // prettier-ignore
    const { pathname, searchParams } = new URL(url, this.origin);
    const path = decodeURIComponent(pathname).slice(1);
    if (method === "GET" && searchParams.get("list-type") === "2") return this.list(path, searchParams, response);
    const found = this.objects.get(path);
    if (method === "PUT") {
      if (headers["if-none-match"] === "*" && found) return fail(response, 412, "PreconditionFailed");
      const sum = createHash("sha256").update(body).digest("base64");
      if (headers["x-amz-checksum-sha256"] !== sum) return fail(response, 400, "BadDigest");
      this.objects.set(path, { bytes: body, time: new Date() });
      if (first === "stored-then-cut") return void request.socket.destroy();
      return void response.writeHead(200).end();
    }
    if (method === "DELETE") {
      this.objects.delete(path);
      return void response.writeHead(204).end();
    }
    if (!found) return fail(response, 404, "NoSuchKey");
    const { length } = found.bytes;
    const range = this.ranges ? /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? "") : null;
    if (!range) return void response.writeHead(200, { "content-length": length }).end(method === "GET" ? found.bytes : undefined); // prettier-ignore
    const from = range[1] === "" ? Math.max(0, length - Number(range[2])) : Number(range[1]);
    const last = range[1] === "" || range[2] === "" ? length - 1 : Math.min(length - 1, Number(range[2]));
    if (from > last) return void response.writeHead(416, { "content-range": `bytes */${length}` }).end();
    const part = found.bytes.subarray(from, last + 1);
    response.writeHead(206, { "content-range": `bytes ${from}-${last}/${length}`, "content-length": part.length });
    response.end(part);
  }

  private list(path: string, asked: URLSearchParams, response: ServerResponse): void {
    const bucket = path.replace(/\/?$/, "/");
    const start = bucket + (asked.get("prefix") ?? "");
    const keys = [...this.objects.keys()]
      .filter(
        (key) => key.startsWith(start) && !(asked.get("delimiter") === "/" && key.slice(start.length).includes("/")),
      ) // prettier-ignore
      .sort();
    const from = Number(/^token&(\d+)$/.exec(asked.get("continuation-token") ?? "token&0")![1]);
    const page = keys.slice(from, from + this.pageSize);
    const more = from + this.pageSize < keys.length;
    const escape = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
    const contents = page.map((key) => {
      const { bytes, time } = this.objects.get(key)!;
      return `<Contents><Key>${escape(key.slice(bucket.length))}</Key><LastModified>${time.toISOString()}</LastModified><ETag>&quot;1&quot;</ETag><Size>${bytes.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
    });
    response
      .writeHead(200, { "content-type": "application/xml" })
      .end(
        `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix>${escape(asked.get("prefix") ?? "")}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>${more}</IsTruncated>${contents.join("")}${more ? `<NextContinuationToken>${escape(`token&${from + this.pageSize}`)}</NextContinuationToken>` : ""}</ListBucketResult>`,
      );
  }
}

function fail(response: ServerResponse, status: number, code: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>secret-in-the-answer</Message></Error>`;
  response.writeHead(status, { "content-type": "application/xml" }).end(body);
}

/** Signature Version 4, from Amazon's description of it. */
function isSigned(request: IncomingMessage, body: Buffer, secret: string): boolean {
  const { authorization = "" } = request.headers;
  const found = /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\d{8})\/([\w-]+)\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/.exec(authorization); // prettier-ignore
  if (!found) return false;
  const [, date, region, names, signature] = found;
  const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
  const said = request.headers["x-amz-content-sha256"] as string;
  if (said !== "UNSIGNED-PAYLOAD" && said !== sha256(body)) return false;
  if (body.length > 0 && said === "UNSIGNED-PAYLOAD") return false;
  const url = new URL(request.url!, "http://host");
  const encode = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`); // prettier-ignore
  const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const path = url.pathname.split("/").map((name) => encode(decodeURIComponent(name)));
  const signedHeaders = names.split(";").map((name) => `${name}:${String(request.headers[name])}\n`);
  const canonical = [request.method, path.join("/"), query.join("&"), signedHeaders.join(""), names, said].join("\n");
  const scope = `${date}/${region}/s3/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"] as string, scope, sha256(canonical)].join("\n");
  const hmac = (key: string | Buffer, data: string) => createHmac("sha256", key).update(data).digest();
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), "s3"), "aws4_request");
  return createHmac("sha256", key).update(text).digest("hex") === signature;
}
