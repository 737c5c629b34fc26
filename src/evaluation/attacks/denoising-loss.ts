import { foldKey, purposes, RowRandom, streamKey } from "../../numerics/random.ts";
import { geometricSigmas } from "../../noise/ladders.ts";
import type { TableModel } from "../../table/model/table-model.ts";
import { LangevinError } from "../../support/errors.ts";
import { Pacer } from "../../support/pacer.ts";
import { toDataTable, type TableInput } from "../../table/model/table-input.ts";
import { readCells, toModelColumns, toRows } from "../../table/model/table-layout.ts";
import { randomDither } from "../../table/model/training-rows.ts";

/** Noise levels, from where rows of a small table lie apart to where levels are decided. */
const SIGMAS = geometricSigmas({ sigmaMax: 2, sigmaMin: 0.05, count: 8 });
/** Noises that each row is denoised from at each level. */
const DRAWS = 4;

/**
 * How badly a model denoises each row: the mean over noise levels and draws of ‖ẑ(x + σz, σ) − z‖²/width. All rows get the same
 * noises z, as what differs is to be the rows (Wu et al., MIDST challenge at SaTML 2025).
 *
 * @returns one number for each row, less for rows that were learned
 * @throws LangevinError "invalid-argument", "invalid-data"; "diverged" for a network that overflows; "disposed"; the signal's reason
 */
export async function denoisingLoss(
  where: string,
  model: TableModel,
  table: TableInput,
  { seed, signal }: { seed: number; signal?: AbortSignal | undefined },
): Promise<Float64Array> {
  const { layout, encoding, network } = model.parts;
  const rows = toRows(toModelColumns(layout, readCells(layout, toDataTable(where, "table", table))));
  const { width } = encoding;
  const losses = new Float64Array(rows.length / encoding.columns);
  if (!network) return losses;
  const pacer = new Pacer(signal);
  network.mlp.check(where);
  const stream = streamKey(seed, purposes.attackNoise);
  for (let draw = 0; draw < DRAWS; draw++) {
    const clean = encoding.encode(rows, randomDither(seed, draw)).map((value) => (value === value ? value : 0));
    for (const [level, sigma] of SIGMAS.entries()) {
      if (pacer.due) await pacer.pause();
      const random = new RowRandom(foldKey(stream, level, draw), 0);
      const noise = Float64Array.from({ length: width }, () => random.normal());
      const noised = clean.map((value, i) => value + sigma * noise[i % width]);
      network.mlp.predict(noised, sigma, "noise", {}).forEach((predicted, i) => {
        const missed = predicted - noise[i % width];
        losses[Math.floor(i / width)] += (missed * missed) / (width * DRAWS * SIGMAS.length);
      });
    }
  }
  const row = losses.findIndex((loss) => !Number.isFinite(loss));
  if (row >= 0)
    throw new LangevinError(
      "diverged",
      `${where}: expected model whose predictions are finite, got ${losses[row]} for row ${row} of those attacked; without model the rows are judged alone`,
    );
  return losses;
}
