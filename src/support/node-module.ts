/** A module of Node (or Deno, or Bun) asked for at run time, so that bundles for browsers hold no trace of it. */
export function nodeModule(name: string): unknown {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.(name);
}
