import { randomInt } from "node:crypto";
import { LangevinError } from "../../support/errors.ts";

/** What sends a request, as the global `fetch` does. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/** How often a request is sent, and how long is waited before the next time. */
export interface Patience {
  readonly attempts: number;
  /** Milliseconds before the second time, twice as many before each further one. */
  readonly first: number;
  /** Milliseconds at most. */
  readonly most: number;
}

/** 0.2 to 10 s, 25 s in all. */
const patience: Patience = { attempts: 8, first: 200, most: 10_000 };

/** Answers that say: later. Of these 409 is another writer of the same name at the same moment. */
const later = [408, 409, 425, 429, 500, 502, 503, 504];

/** Characters that are read of an answer that says what is wrong. */
const MOST_OF_ERROR = 4096;

/** One request: what is asked, and how it is called in messages. */
export interface Asked {
  readonly url: URL;
  /** As users write the place. */
  readonly shown: string;
  readonly method: "GET" | "HEAD" | "PUT" | "DELETE";
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array;
}

/** Requests that are sent again while a server is busy or does not answer. Redirections are not followed. */
export class Requests {
  private readonly where: string;
  private readonly fetch: Fetch;
  private readonly patience: Patience;
  private readonly signal: AbortSignal | undefined;

  constructor(where: string, fetch: Fetch, signal?: AbortSignal, wait: Patience = patience) {
    this.where = where;
    this.fetch = fetch;
    this.signal = signal;
    this.patience = wait;
  }

  /**
   * Asks until there is an answer.
   *
   * @param use  takes the answer, whatever its status; what the network does to the answer's body counts as no answer
   * @throws LangevinError "unavailable" where there is none; what `use` throws of this kind
   */
  async send<T>(asked: Asked, use: (response: Response) => Promise<T>): Promise<T> {
    const { url, method, headers = {}, body } = asked;
    const init: RequestInit = { method, headers, redirect: "manual" };
    if (body) init.body = body as BodyInit;
    if (this.signal) init.signal = this.signal;
    let got = "";
    for (let attempt = 1; ; attempt++) {
      this.signal?.throwIfAborted();
      let asks: string | null = null;
      try {
        const response = await this.fetch(url, init);
        if (!later.includes(response.status)) return await use(response);
        asks = response.headers.get("retry-after");
        got = await describe(response);
      } catch (error) {
        if (error instanceof LangevinError) throw error;
        this.signal?.throwIfAborted();
        got = `no answer${reasonOf(error)}`;
      }
      if (attempt === this.patience.attempts) throw this.unavailable(asked, `${got}, ${attempt} times`);
      await pause(this.waiting(attempt, asks), this.signal);
    }
  }

  /** What is said of an answer that is none of those expected. */
  async refuse(asked: Asked, response: Response): Promise<LangevinError> {
    return this.unavailable(asked, await describe(response));
  }

  private unavailable({ method, shown }: Asked, got: string): LangevinError {
    const message = `${this.where}: expected ${shown} to answer ${method}, got ${got}`;
    return new LangevinError("unavailable", message);
  }

  /** Between half and all of what is due, so that workers which were refused together come back apart. */
  private waiting(attempt: number, asks: string | null): number {
    const { first, most } = this.patience;
    const seconds = asks !== null && /^\d{1,3}$/.test(asks) ? Number(asks) : 0;
    const due = Math.min(most, Math.max(seconds * 1000, first * (1 << Math.min(20, attempt - 1))));
    return due <= 1 ? due : due / 2 + randomInt(Math.ceil(due / 2));
  }
}

/** "HTTP 403 (AccessDenied)": no more of the answer, which may repeat what was sent. */
async function describe(response: Response): Promise<string> {
  const body = await textOf(response, MOST_OF_ERROR).catch(() => "");
  const code = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(body)?.[1];
  const to = response.status >= 300 && response.status < 400 ? ", a redirection, which is not followed" : "";
  return `HTTP ${response.status}${code === undefined ? "" : ` (${code})`}${to}`;
}

/** The network's name of what went wrong. */
function reasonOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const name = cause?.code ?? code;
  return typeof name === "string" && /^[A-Z_]{1,40}$/.test(name) ? ` (${name})` : "";
}

/** The first bytes of an answer; the rest is not waited for. */
export async function bytesOf(response: Response, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  if (reader)
    try {
      while (size < most) {
        const { done, value } = await reader.read();
        if (done) break;
        pieces.push(value);
        size += value.length;
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  const bytes = Buffer.concat(pieces);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, Math.min(most, bytes.length));
}

export async function textOf(response: Response, most: number): Promise<string> {
  return new TextDecoder().decode(await bytesOf(response, most));
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
