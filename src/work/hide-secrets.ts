/** A text without what addresses in it hold of secrets: names and passwords, queries with their signatures. */
export function hideSecrets(text: string): string {
  return text.replace(
    /([a-z][a-z\d+.-]*:\/\/)(?:[^\s/@"']*@)?([^\s?#"']*)(?:[?#][^\s"']*)?/gi,
    (_all, scheme: string, rest: string) => scheme + rest,
  );
}
