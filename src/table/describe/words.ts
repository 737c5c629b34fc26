/** "1 row", "2 rows", "1,234 rows". */
export function rowsText(count: number): string {
  return `${thousands(count)} row${count === 1 ? "" : "s"}`;
}

/** 1234567 → "1,234,567". */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** The first few of a list, and how many more there are. */
export function listed(texts: readonly string[], most = 5): string {
  const shown = texts.slice(0, most).join(", ");
  return texts.length > most ? `${shown} and ${texts.length - most} more` : shown;
}
