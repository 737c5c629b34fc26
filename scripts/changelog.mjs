// The changelog's sections: what is not released yet, and how it becomes a version's.

const heading = /^## Unreleased\n/m;

/** What stands under "Unreleased", without the words that say nothing. */
export function unreleased(changelog) {
  const begin = heading.exec(changelog);
  if (!begin) throw new Error('expected a heading "## Unreleased" in CHANGELOG.md, got none');
  const rest = changelog.slice(begin.index + begin[0].length);
  const end = rest.search(/^## /m);
  const notes = (end < 0 ? rest : rest.slice(0, end)).replace(/^Nothing has been published yet\.$/m, "").trim();
  if (!/^- /m.test(notes)) throw new Error('expected lines under "Unreleased" in CHANGELOG.md, got none');
  return notes;
}

/** The changelog with what was unreleased under a version and its date, and nothing unreleased. */
export function withVersion(changelog, version, date) {
  const notes = unreleased(changelog);
  const { index } = heading.exec(changelog);
  const next = changelog.slice(index + 3).search(/^## /m);
  const older = next < 0 ? "" : `\n${changelog.slice(index + 3 + next)}`;
  return `${changelog.slice(0, index)}## Unreleased\n\n## ${version} (${date})\n\n${notes}\n${older}`;
}

/** Whether a version is one that may follow another: three numbers, and a greater one. */
export function follows(version, before) {
  const [a, b] = [version, before].map((text) => /^(\d+)\.(\d+)\.(\d+)$/.exec(text)?.slice(1).map(Number));
  if (!a || !b) return false;
  const at = a.findIndex((number, i) => number !== b[i]);
  return at >= 0 && a[at] > b[at];
}
