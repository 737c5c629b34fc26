/**
 * What stands for a missing value in tables, beside an empty cell: of statistics programs (NA, `.`), databases (null),
 * spreadsheets (`#N/A`, `#DIV/0!`) and hands (`--`, `?`, `***`). Compared without regard to case.
 */
export const missingMarkers: readonly string[] = [
  ...["", "na", "n/a", "n.a.", "<na>", "nan", "-nan", "null", "(null)", "\\n", "nil", "nat"],
  ...["#n/a", "#na", "#n/a n/a", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!"],
  ...["?", "??", "-", "--", "---", "\u2013", "\u2014", "*", "**", "***", "****"],
];

/** Words that stand for no value among numbers, but may be a level among words. */
export const markersAmongNumbers: readonly string[] = [
  ...[".", "..", "...", "none", "missing", "unknown", "inf", "-inf", "+inf", "infinity", "-infinity"],
];

const known = new Set(missingMarkers);
const amongNumbers = new Set(markersAmongNumbers);

/** Whether a cell's text is one of {@link missingMarkers}. */
export function isMissing(text: string): boolean {
  return text.length < 12 && known.has(text.trim().toLowerCase());
}

/** Whether a cell's text is one of {@link missingMarkers} or {@link markersAmongNumbers}. */
export function isMissingNumber(text: string): boolean {
  if (text.length >= 12) return false;
  const word = text.trim().toLowerCase();
  return known.has(word) || amongNumbers.has(word);
}
