import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Data that may not be part of this project: a folder beside it, which is not always there. */
export const SHARED_DATA = fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** A path inside it, or undefined where it is not there. */
export function sharedPath(path: string): string | undefined {
  const whole = `${SHARED_DATA}/${path}`;
  return existsSync(whole) ? whole : undefined;
}
