import type { Endpoint } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { nodeModule } from "../support/node-module.ts";

/** The part of Node's workers that is used here. */
interface NodeWorker {
  on(event: string, listener: (value: unknown) => void): void;
  off(event: string, listener: (value: unknown) => void): void;
  postMessage(message: unknown, transferred?: readonly unknown[]): void;
  ref(): void;
  unref(): void;
  terminate(): unknown;
}

interface NodeThreads {
  Worker: new (url: string | URL, options: object) => NodeWorker;
  parentPort: NodeWorker | null;
}

/** A worker to talk to, a browser's or Node's. */
export interface Line {
  endpoint: Endpoint;
  /** Whether it keeps a Node process alive. */
  hold(held: boolean): void;
  terminate(): void;
}

/** Starts the package's worker, the one at a URL, or takes one that runs; `fail` is called when it ends by itself. */
export function openLine(given: string | URL | Worker | undefined, fail: (reason: unknown) => void): Line {
  const worker = isRunning(given) ? given : (startNodeWorker(given) ?? startWebWorker(given));
  if ("on" in worker) {
    worker.on("error", fail);
    worker.on("exit", (code) => fail(`exit code ${String(code)}`));
    return {
      endpoint: nodeEndpoint(worker),
      hold: (held) => (held ? worker.ref() : worker.unref()),
      terminate: () => void worker.terminate(),
    };
  }
  worker.addEventListener("error", ({ message }) => fail(message || "its file could not be loaded"));
  return { endpoint: worker, hold: () => undefined, terminate: () => worker.terminate() };
}

/** The end of the line inside the worker. */
export function ownEndpoint(): Endpoint {
  const { parentPort } = (nodeModule("node:worker_threads") ?? {}) as Partial<NodeThreads>;
  return parentPort ? nodeEndpoint(parentPort) : (globalThis as unknown as Endpoint);
}

function isRunning(given: string | URL | Worker | undefined): given is Worker {
  return typeof (given as Worker | undefined)?.postMessage === "function";
}

function startNodeWorker(url: string | URL | undefined): NodeWorker | undefined {
  const node = nodeModule("node:worker_threads") as NodeThreads | undefined;
  if (!node) return undefined;
  const file = "./worker-main.js"; // not in the call, where bundlers would take it for an asset
  return new node.Worker(url ?? new URL(file, import.meta.url), { execArgv: [] });
}

/** Bundlers find the file only by these very words. */
function startWebWorker(url: string | URL | undefined): Worker {
  return url === undefined
    ? new Worker(new URL("./worker-main.js", import.meta.url), { type: "module" })
    : new Worker(url, { type: "module" });
}
