import { LangevinError } from "../support/errors.ts";

/**
 * A package that users install themselves for the formats they need. Asked for at run time, so that bundlers do not look for
 * what nobody uses; a page finds it by its import map.
 *
 * @param name      what is imported
 * @param packages  what to install, as npm takes it
 * @throws LangevinError "unsupported" with the command that installs it
 */
export async function optionalPackage<T>(where: string, what: string, packages: string, name: string): Promise<T> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as T;
  } catch (cause) {
    throw new LangevinError(
      "unsupported",
      `${where}: expected the packages that ${what} files need, got none: npm i ${packages}`,
      { cause },
    );
  }
}
