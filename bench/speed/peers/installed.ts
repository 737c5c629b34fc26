import { createRequire } from "node:module";
import { Absent } from "../serve.ts";

export const require = createRequire(import.meta.url);

/** What `load` imports from bench/speed/peers/node_modules. */
export async function installed<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND")
      throw new Absent("not installed: run npm install in bench/speed/peers");
    throw new Absent(message);
  }
}
