/** The first few of a list, and how many more there are. */
export function listed(texts: readonly string[], most = 5): string {
  const shown = texts.slice(0, most).join(", ");
  return texts.length > most ? `${shown} and ${texts.length - most} more` : shown;
}
