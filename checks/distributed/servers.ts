// Debian's redis-server and postgres on free loopback ports, each in a folder of its own, ended by their processes' numbers.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import pg from "pg";

/** A server that checks end, start again, and look into. */
export interface TestServer {
  readonly url: string;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Starts it, with what it had taken to the disk, or with nothing. */
  start(options?: { empty?: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** How Redis keeps what it has: not at all, each second, or with each command. */
export type Durability = "none" | "everysec" | "always";

export async function startRedis(durability: Durability = "none"): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "redis-"));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const flags = durability === "none" ? [] : ["--appendonly", "yes", "--appendfsync", durability];
  const server: TestServer = {
    url,
    async start({ empty = false } = {}) {
      if (empty) for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
      const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", "", ...flags];
      child = spawn("redis-server", [...args, "--maxmemory-policy", "noeviction"], { stdio: "ignore" });
      child.on("error", () => undefined); // it is not installed: nothing answers
      await until("redis answers", 10_000, () => withRedis(url, async (redis) => (await redis.ping()) === "PONG"));
    },
    kill: () => endProcess(child, "SIGKILL"),
    async close() {
      await endProcess(child, "SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return started(server);
}

/** Asks Redis something. */
export async function withRedis<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

/** Where PostgreSQL's programs are; undefined where it is not installed. */
export function postgresPrograms(): string | undefined {
  const base = "/usr/lib/postgresql";
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(base, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

export async function startPostgres(bin: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  const data = join(folder, "data");
  // It refuses to be root
  const isRoot = process.getuid?.() === 0;
  const [uid, gid] = isRoot ? ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, "postgres"]))) : [];
  const identity = isRoot ? { uid: uid!, gid: gid! } : {};
  if (isRoot) chownSync(folder, uid!, gid!);
  const options = { ...identity, cwd: folder, stdio: "ignore" } as const;
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", "test", "-A", "trust", "--no-sync"], options);
  const port = await freePort();
  const url = `postgres://test@127.0.0.1:${port}/postgres`;
  let child: ChildProcess | undefined;
  const server: TestServer = {
    url,
    async start() {
      const args = ["-D", data, "-p", `${port}`, "-c", "listen_addresses=127.0.0.1", "-k", folder];
      child = spawn(join(bin, "postgres"), args, options);
      await until("postgres answers", 20_000, async () => {
        const client = new pg.Client(url);
        client.on("error", () => undefined);
        await client.connect();
        await client.end();
        return true;
      });
    },
    async kill() {
      const ended = ending(child);
      execFileSync(join(bin, "pg_ctl"), ["-D", data, "stop", "-m", "immediate"], options);
      await ended;
    },
    async close() {
      await endProcess(child, "SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return started(server);
}

async function started(server: TestServer): Promise<TestServer> {
  try {
    await server.start();
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}

function ending(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

/** Ends a process of ours, and waits for its end. */
export async function endProcess(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  const ended = ending(child);
  if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) child.kill(signal);
  await ended;
}

/** Waits until something is so; what it throws counts as not yet. */
export async function until(
  what: string,
  patience: number,
  isSo: () => boolean | Promise<boolean>,
  step = 25,
): Promise<void> {
  const begun = performance.now();
  let last: unknown;
  for (;;) {
    try {
      if (await isSo()) return;
    } catch (error) {
      last = error;
    }
    if (performance.now() - begun > patience)
      throw new Error(`waited ${patience / 1000} s in vain until ${what}`, { cause: last });
    await sleep(step);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
