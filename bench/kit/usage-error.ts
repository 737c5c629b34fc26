/** A mistake in the command line: told in one line, without a stack. */
export class UsageError extends Error {}
