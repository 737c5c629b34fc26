import type * as evaluation from "../evaluation/index.ts";
import type * as library from "../index.ts";
import type * as int16 from "../int16/index.ts";
import type * as metrics from "../metrics/index.ts";
import type * as table from "../table/index.ts";
import type * as toys from "../toys/index.ts";
import type { RemoteRun } from "./remote-run.ts";

type Method = (...args: never[]) => unknown;

/** Whether T is an object with methods, which stays in the worker; options that may hold a function are none. */
type HasMethods<T> = true extends { [K in keyof T]-?: T[K] extends Method ? true : never }[keyof T] ? true : false;

/** What arrives from the worker: data as they are, an object with methods as a {@link Remote}. */
export type Received<T> = T extends
  ArrayLike<number> | ArrayBuffer | Date | string | number | bigint | boolean | null | undefined
  ? T
  : T extends readonly unknown[]
    ? { [K in keyof T]: Received<T[K]> }
    : HasMethods<T> extends true
      ? Remote<T>
      : T extends object
        ? { [K in keyof T]: Received<T[K]> }
        : T;

/** What may be passed to the worker for T: data and signals, and for an object with methods one that lives in the worker. */
export type Sent<T> = T extends
  AbortSignal | ArrayBuffer | URL | Date | string | number | bigint | boolean | null | undefined
  ? T
  : T extends Method | Promise<unknown> | Response
    ? never
    : T extends readonly unknown[]
      ? { [K in keyof T]: Sent<T[K]> }
      : T extends ArrayLike<unknown> | ArrayBufferView
        ? T
        : HasMethods<T> extends true
          ? Remote<T>
          : T extends object
            ? { [K in keyof T]: Sent<T[K]> }
            : T;

/** Values a run yields: their data as they are, their methods asynchronous. */
export type Yielded<T> = { [K in keyof T]: T[K] extends Method ? RemoteMethod<T[K]> : Received<T[K]> };

/** A function of the worker's: the same arguments, its result by `await`, or its progress by `for await`. */
export type RemoteMethod<F> = F extends (...args: infer A) => infer R
  ? (
      ...args: Sent<A> extends unknown[] ? Sent<A> : never
    ) => R extends AsyncGenerator<infer P, infer V>
      ? RemoteRun<Yielded<P>, Received<V>>
      : R extends AsyncIterable<infer P> & PromiseLike<infer V>
        ? RemoteRun<Yielded<P>, Received<V>>
        : Promise<Received<Awaited<R>>>
  : never;

/** An object that lives in the worker: its methods are asynchronous, and its properties are read by `await`. */
export type Remote<T> = {
  readonly [K in keyof T]: NonNullable<T[K]> extends Method ? RemoteMethod<NonNullable<T[K]>> : Promise<Received<T[K]>>;
};

/**
 * Everything that `langevin`, `langevin/int16`, `langevin/evaluation`, `langevin/metrics`, `langevin/table` and `langevin/toys`
 * export, in a worker.
 */
export type RemoteLibrary = Remote<
  Omit<typeof library, "LangevinError"> & typeof int16 & typeof evaluation & typeof metrics & typeof table & typeof toys
>;
