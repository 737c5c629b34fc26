/** The least Σ costs[i][p(i)] over all permutations p, by trying them all. */
export function leastByTrial(costs: readonly (readonly number[])[]): number {
  const n = costs.length;
  const search = (i: number, taken: number, sum: number): number => {
    if (i === n) return sum;
    let least = Infinity;
    for (let j = 0; j < n; j++)
      if (!(taken & (1 << j))) least = Math.min(least, search(i + 1, taken | (1 << j), sum + costs[i][j]));
    return least;
  };
  return search(0, 0, 0);
}

/** The same of the permutation that {@link assignByCovering} finds. */
export function leastByCovering(costs: readonly (readonly number[])[]): number {
  return assignByCovering(costs).reduce((sum, j, i) => sum + costs[i][j], 0);
}

/**
 * Column of every row in a permutation of least total cost, by the Hungarian method as Kuhn (1955) and Munkres (1957) have
 * it, with a matrix of reduced costs, zeros and covering lines: slow and plain.
 */
export function assignByCovering(costs: readonly (readonly number[])[]): number[] {
  const n = costs.length;
  const reduced = costs.map((row) => {
    const least = Math.min(...row);
    return row.map((cost) => cost - least);
  });
  const star = new Array<number>(n).fill(-1); // of a row: its starred zero's column
  const starred = new Array<number>(n).fill(-1); // of a column: that zero's row
  for (let i = 0; i < n; i++) {
    const j = reduced[i].findIndex((cost, column) => cost === 0 && starred[column] < 0);
    if (j >= 0) [star[i], starred[j]] = [j, i];
  }
  for (;;) {
    const columnCovered = starred.map((row) => row >= 0);
    if (columnCovered.every(Boolean)) break;
    const rowCovered = new Array<boolean>(n).fill(false);
    const prime = new Array<number>(n).fill(-1);
    for (let augmented = false; !augmented;) {
      let [zi, zj, least] = [-1, -1, Infinity];
      for (let i = 0; i < n; i++) {
        if (rowCovered[i]) continue;
        for (let j = 0; j < n; j++)
          if (!columnCovered[j] && reduced[i][j] < least) [zi, zj, least] = [i, j, reduced[i][j]];
      }
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          if (rowCovered[i]) reduced[i][j] += least;
          if (!columnCovered[j]) reduced[i][j] -= least;
        }
      }
      prime[zi] = zj;
      if (star[zi] >= 0) {
        rowCovered[zi] = true;
        columnCovered[star[zi]] = false;
        continue;
      }
      for (let [i, j] = [zi, zj]; ;) {
        const other = starred[j];
        [star[i], starred[j]] = [j, i];
        if (other < 0) break;
        [i, j] = [other, prime[other]];
      }
      augmented = true;
    }
  }
  return star;
}
