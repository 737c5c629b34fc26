import { LangevinError } from "../support/errors.ts";
import { nearestName } from "../support/options.ts";
import { quote } from "../support/show.ts";

/**
 * Where the wanted columns are among a table's.
 *
 * @throws LangevinError "invalid-argument" for a name that is not there, or twice wanted
 */
export function takeColumns(where: string, names: readonly string[], wanted: readonly string[] = names): number[] {
  return wanted.map((name, i) => {
    const at = names.indexOf(name);
    if (at < 0) {
      const nearest = nearestName(name, names);
      const expected = nearest === undefined ? `a column of ${names.slice(0, 12).map(quote).join(", ")}` : `column ${quote(nearest)}`; // prettier-ignore
      throw new LangevinError("invalid-argument", `${where}: expected ${expected}, got ${quote(name)}`);
    }
    if (wanted.indexOf(name) < i) throw new LangevinError("invalid-argument", `${where}: expected different columns, got ${quote(name)} twice`); // prettier-ignore
    return at;
  });
}
