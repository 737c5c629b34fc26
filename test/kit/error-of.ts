import { expect } from "vitest";
import { LangevinError } from "../../src/support/errors.ts";

/** The LangevinError that `act` ends in. */
export async function errorOf(act: () => unknown): Promise<LangevinError> {
  try {
    await act();
  } catch (error) {
    expect(error).toBeInstanceOf(LangevinError);
    return error as LangevinError;
  }
  return expect.fail("expected an error");
}
