/** A value that may come later. */
export type Awaitable<T> = T | PromiseLike<T>;

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}

/** `next` of a value: at once where it is there, so that nothing waits for a turn of the event loop that need not. */
export function after<T, U>(value: Awaitable<T>, next: (value: T) => Awaitable<U>): Awaitable<U> {
  return isPromise(value) ? (value as PromiseLike<T>).then(next) : next(value as T);
}
