import { quantizeMlp } from "../engine/index.ts";
import { OnNetwork } from "../models/conditioning/on-network.ts";

/** A network, with its conditions, that samplers run in 16-bit integers. @internal Use `quantize`. */
export class QuantizedNetwork extends OnNetwork {
  override readonly conditionTable: Float32Array | undefined;
  override readonly lawsAt: OnNetwork["lawsAt"];
  override readonly known: Float32Array | undefined;
  override readonly precision = "int16";
  private readonly base: OnNetwork;

  constructor(base: OnNetwork) {
    super(base.network, base.labels, base.guidance, base.interval);
    this.conditionTable = base.conditionTable;
    this.lawsAt = base.lawsAt;
    this.known = base.known;
    this.base = base;
  }

  override get rows(): number | undefined {
    return this.base.rows;
  }

  override get conditions(): number | Int32Array | undefined {
    return this.base.conditions;
  }

  override forRows(rows: ArrayLike<number>): QuantizedNetwork {
    return new QuantizedNetwork(this.base.forRows(rows));
  }

  override prepare(): void {
    quantizeMlp(this.network.mlp);
  }

  override score(x: ArrayLike<number>, sigma: number): Float32Array {
    this.network.mlp.check("quantize.score");
    this.prepare();
    return this.base.score(x, sigma, this.precision);
  }
}
