import { LangevinError } from "../support/errors.ts";

/**
 * A package that users install themselves for the formats they need.
 *
 * @param load      imports it
 * @param packages  what to install, as npm takes it
 * @throws LangevinError "unsupported" with the command that installs it
 */
export async function optionalPackage<T>(
  where: string,
  what: string,
  packages: string,
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new LangevinError(
      "unsupported",
      `${where}: expected the packages that ${what} files need, got none: npm i ${packages}`,
      { cause },
    );
  }
}
