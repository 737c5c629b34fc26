import { metricsKey } from "../../numerics/draws.ts";
import { uniformAt } from "../../numerics/random.ts";

/**
 * Where a number stands among draws: `below + U·(equal + 1)`, U uniform on (0, 1), so that a number of the draws' own law is at a
 * place uniform on (0, draws + 1), whatever the law. Its floor is the rank of the number, ties broken at random.
 */
export class Places {
  readonly #key: Uint32Array;

  /** @param which  number of the set of places, each with random numbers of its own */
  constructor(seed: number, which: number) {
    this.#key = metricsKey(seed, "places", which);
  }

  /**
   * @param row    number of the case
   * @param value  what is compared with `of(0)` to `of(each − 1)`
   */
  placeOf(row: number, value: number, each: number, of: (l: number) => number): number {
    let [below, equal] = [0, 0];
    for (let l = 0; l < each; l++) {
      const other = of(l);
      if (other < value) below++;
      else if (other === value) equal++;
    }
    return below + uniformAt(this.#key, row, 0) * (equal + 1);
  }
}
