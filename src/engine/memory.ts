import { LangevinError } from "../support/errors.ts";
import { messageOf } from "../support/show.ts";

/** Bytes of a page of WebAssembly memory, and the most pages an address of 32 bits reaches. */
export const PAGE = 65536;
export const MOST_PAGES = 65536;

/**
 * A memory for one thread.
 *
 * @throws LangevinError "out-of-memory" where the system refuses even the first page
 */
export function ownMemory(where: string, maximum: number): WebAssembly.Memory {
  try {
    return growing({ maximum });
  } catch (cause) {
    throw new LangevinError(
      "out-of-memory",
      `${where}: expected a system with room for a WebAssembly memory, got: ${messageOf(cause)}; dispose other engines, or allow this process more address space`,
      { cause },
    );
  }
}

/** A memory that threads can share, or nothing where there is none. Its maximum is reserved at once, so less may do. */
export function sharedMemory(maximum: number): WebAssembly.Memory | undefined {
  if (typeof SharedArrayBuffer === "undefined") return undefined;
  try {
    return growing({ maximum, shared: true });
  } catch {
    return undefined;
  }
}

/** The first memory that the system gives, its maximum halved from one try to the next. */
function growing({ maximum, shared = false }: { maximum: number; shared?: boolean }): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum, shared });
  } catch (refusal) {
    if (maximum === 1) throw refusal;
    return growing({ maximum: Math.floor(maximum / 2), shared });
  }
}
