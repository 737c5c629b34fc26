/** Nats for each column beyond which rows are being copied: their density where they were seen is e^¼ for each column too high. */
const NATS_PER_COLUMN = 0.25;

/** Standard errors that it has to be sure by. */
const SURE = 3;

/**
 * A sentence where rows are being copied: where the loss of validation rows is above that of training rows by more than a quarter
 * nat for each column, and 3 standard errors more.
 */
export function describeCopying({ nats, error }: { nats: number; error: number }, dim: number): string | undefined {
  if (!(nats - SURE * error > NATS_PER_COLUMN * dim)) return undefined;
  return (
    `Rows are being copied: rows that were not trained on have ${nats.toFixed(2)} ± ${error.toFixed(2)} nats more than rows that ` +
    "were. Train with stopEarly, for fewer steps, with a smaller network, or on more rows"
  );
}
