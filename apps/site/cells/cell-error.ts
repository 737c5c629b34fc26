/** What went wrong in a cell, as a sentence for its reader, with its line where it is known. */
export class CellError extends Error {
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.name = "CellError";
    this.line = line;
  }
}

/**
 * Any error of a cell's run as a CellError. Its line is the first place in the stack that is of the cell's own module, whose
 * address begins so; engines write `address:line:column`.
 */
export function placed(error: unknown, address: string): CellError {
  if (error instanceof CellError) return error;
  if (!(error instanceof Error)) return new CellError(`The cell threw ${String(error)}.`);
  const place = error.stack?.split(address)[1]?.split("\n")[0];
  const line = Number(place?.match(/:(\d+):\d+\)?$/)?.[1] ?? NaN);
  return new CellError(`${error.name}: ${error.message}`, Number.isNaN(line) ? undefined : line);
}
