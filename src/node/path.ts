import { fileURLToPath } from "node:url";
import { LangevinError } from "../support/errors.ts";
import { isInstance } from "../support/readable.ts";
import { show } from "../support/show.ts";

/**
 * A path, from a path or a file: URL.
 *
 * @throws LangevinError "invalid-argument"
 */
export function toPath(where: string, path: unknown): string {
  if (typeof path === "string" && path !== "" && !path.includes("\0")) return path;
  if (isInstance(path, URL)) {
    try {
      return fileURLToPath(path);
    } catch (cause) {
      throw noPath(where, path.href, cause);
    }
  }
  throw noPath(where, path);
}

function noPath(where: string, got: unknown, cause?: unknown): LangevinError {
  const message = `${where}: expected path a string or a file: URL, got ${show(got)}`;
  return new LangevinError("invalid-argument", message, { cause });
}
