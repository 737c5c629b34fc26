/** A check: it throws where something is not as it should be, and may say what it measured. */
export interface Check {
  readonly name: string;
  run(): Promise<string | void>;
}

/** Runs checks one after the other, and says what became of each. @returns how many failed */
export async function runChecks(checks: readonly Check[]): Promise<{ passed: number; failed: number }> {
  let [passed, failed] = [0, 0];
  for (const { name, run } of checks) {
    const begun = performance.now();
    const seconds = (): string => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
    try {
      const said = await run();
      passed++;
      console.log(`✓ ${name} (${[said, seconds()].filter(Boolean).join("; ")})`);
    } catch (error) {
      failed++;
      console.log(`✗ ${name} (${seconds()})\n    ${String((error as Error).stack ?? error).replace(/\n/g, "\n    ")}`);
    }
  }
  return { passed, failed };
}
