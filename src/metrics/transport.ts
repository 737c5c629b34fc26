import { invalid } from "../support/errors.ts";

/**
 * The least Σ x_ij·c_ij over x ≥ 0 with Σ_j x_ij = 1/n and Σ_i x_ij = 1/m: optimal transport between n and m equally
 * likely points, exactly.
 *
 * Successive shortest augmenting paths with prices (Edmonds & Karp 1972; for n = m the augmentation of Jonker & Volgenant
 * 1987). Mass is counted in units of 1/(n·m): every row has m of them to give and every column takes n. The mass of one
 * row after another goes along shortest paths, by reduced cost, in the residual graph: from a row to any column, and from
 * a column back to the rows that serve it. Each path carries a whole number of units: there are at most n·m of them.
 */
export class Transport {
  /** u and v with uᵢ + vⱼ ≤ c_ij up to rounding, whose means add up to the cost: they prove it least. */
  readonly rowPrices: Float64Array;
  readonly columnPrices: Float64Array;
  private readonly costs: Float64Array;
  private readonly n: number;
  private readonly m: number;
  /** Mass that each column can still take. */
  private readonly spare: Float64Array;
  /** The rows that serve each column, and with how much. */
  private readonly servers: Map<number, number>[];

  // One search: distances so far, from where; columns in the order open ones, then settled ones
  private readonly rowDistance: Float64Array;
  private readonly columnDistance: Float64Array;
  private readonly rowFrom: Int32Array;
  private readonly columnFrom: Int32Array;
  private readonly columns: Int32Array;

  /**
   * @param costs (n, m) row-major, finite, ≥ 0, with sums of n + m of them within f64; kept
   * @throws LangevinError "invalid-argument" for costs that are not
   */
  constructor(costs: Float64Array, n: number, m: number) {
    this.costs = costs;
    this.n = n;
    this.m = m;
    this.rowPrices = new Float64Array(n);
    this.columnPrices = new Float64Array(m);
    this.spare = new Float64Array(m).fill(n);
    this.servers = Array.from({ length: m }, () => new Map<number, number>());
    this.rowDistance = new Float64Array(n);
    this.columnDistance = new Float64Array(m);
    this.rowFrom = new Int32Array(n);
    this.columnFrom = new Int32Array(m);
    this.columns = Int32Array.from({ length: m }, (_, j) => j);
    this.setFirstPrices();
    for (let row = 0; row < n; row++) for (let left = m; left > 0;) left -= this.augment(this.search(row), left);
  }

  /** Σ x_ij·c_ij */
  get cost(): number {
    const { costs, servers, n, m } = this;
    let sum = 0;
    for (let j = 0; j < m; j++) for (const [i, mass] of servers[j]) sum += mass * costs[i * m + j];
    return sum / (n * m);
  }

  /** Each column's least cost, then each row's least cost beyond those. */
  private setFirstPrices(): void {
    const { costs, rowPrices, columnPrices, n, m } = this;
    rowPrices.fill(Infinity);
    columnPrices.fill(Infinity);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < m; j++) columnPrices[j] = Math.min(columnPrices[j], costs[i * m + j]);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < m; j++) rowPrices[i] = Math.min(rowPrices[i], costs[i * m + j] - columnPrices[j]);
  }

  /**
   * Dijkstra's shortest path from a row to the nearest column that can take mass, which it returns; moves the prices. It
   * ends: each turn settles one of m columns, and as long as a row has mass to give, some column can take it.
   */
  private search(source: number): number {
    const { rowDistance, columnDistance, rowFrom, columns, spare, servers, m } = this;
    rowDistance.fill(Infinity);
    columnDistance.fill(Infinity);
    rowDistance[source] = 0;
    rowFrom[source] = -1;
    const rows = [source];
    let scanned = 0;
    for (let open = m; ;) {
      let place = -1;
      while (scanned < rows.length) place = this.relax(rows[scanned++], open);
      if (place < 0) place = this.nearest(open);
      const column = columns[place];
      columns[place] = columns[--open];
      columns[open] = column;
      const distance = columnDistance[column];
      if (!(distance < Infinity)) throw invalid("wasserstein", "finite costs", distance);
      if (spare[column] > 0) {
        this.movePrices(rows, open, distance);
        return column;
      }
      for (const row of servers[column].keys()) {
        if (rowDistance[row] < Infinity) continue;
        rowDistance[row] = distance;
        rowFrom[row] = column;
        rows.push(row);
      }
    }
  }

  /** Shorter ways to the open columns by `row`; returns the place of the nearest one. */
  private relax(row: number, open: number): number {
    const { costs, columns, columnDistance, columnFrom, columnPrices, m } = this;
    const base = this.rowDistance[row] - this.rowPrices[row];
    const at = row * m;
    let least = Infinity;
    let place = 0;
    for (let k = 0; k < open; k++) {
      const j = columns[k];
      const through = base + costs[at + j] - columnPrices[j];
      let distance = columnDistance[j];
      if (through < distance) {
        columnDistance[j] = distance = through;
        columnFrom[j] = row;
      }
      if (distance < least) {
        least = distance;
        place = k;
      }
    }
    return place;
  }

  private nearest(open: number): number {
    const { columns, columnDistance } = this;
    let place = 0;
    for (let k = 1; k < open; k++) if (columnDistance[columns[k]] < columnDistance[columns[place]]) place = k;
    return place;
  }

  /** So that the path's arcs get reduced cost 0 and none falls below. */
  private movePrices(rows: number[], open: number, end: number): void {
    const { rowPrices, rowDistance, columnPrices, columnDistance, columns, m } = this;
    for (const row of rows) rowPrices[row] += end - rowDistance[row];
    for (let k = open; k < m; k++) columnPrices[columns[k]] -= end - columnDistance[columns[k]];
  }

  /** Sends what the path found to `sink` can carry, at most `most`; returns how much that was. */
  private augment(sink: number, most: number): number {
    const { spare, servers, rowFrom, columnFrom } = this;
    let mass = Math.min(most, spare[sink]);
    for (let row = columnFrom[sink]; rowFrom[row] >= 0; row = columnFrom[rowFrom[row]])
      mass = Math.min(mass, servers[rowFrom[row]].get(row)!);
    spare[sink] -= mass;
    for (let column = sink; column >= 0;) {
      const row = columnFrom[column];
      servers[column].set(row, (servers[column].get(row) ?? 0) + mass);
      column = rowFrom[row];
      if (column < 0) break;
      const rest = servers[column].get(row)! - mass;
      if (rest > 0) servers[column].set(row, rest);
      else servers[column].delete(row);
    }
    return mass;
  }
}
