/** A check: it throws where something is not as it should be, and may say what it measured. */
export interface Check {
  readonly name: string;
  /** Why it cannot be run on this machine, where it cannot; such a check is named and not counted. */
  skip?(): string | undefined;
  run(): Promise<string | void>;
}

/** Runs checks, `atOnce` of them side by side, and says what became of each. */
export async function runChecks(checks: readonly Check[], atOnce = 1): Promise<{ passed: number; failed: number }> {
  let [passed, failed] = [0, 0];
  const waiting = [...checks];
  const runNext = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const reason = check.skip?.();
      if (reason !== undefined) {
        console.log(`– ${check.name}: not run, ${reason}`);
        continue;
      }
      const begun = performance.now();
      const seconds = (): string => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
      try {
        const said = await check.run();
        passed++;
        console.log(`✓ ${check.name} (${[said, seconds()].filter(Boolean).join("; ")})`);
      } catch (error) {
        failed++;
        const story = String((error as Error).stack ?? error).replace(/\n/g, "\n    ");
        console.log(`✗ ${check.name} (${seconds()})\n    ${story}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runNext));
  return { passed, failed };
}
