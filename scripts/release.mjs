// npm run release -- VERSION [--dry-run] [--quick]: checks the tree and the changelog, sets the version, runs all checks, packs
// into out/, has the packed library used by projects of the kinds users have (--quick: by few), writes the notes, commits and tags.
// --dry-run leaves the tree as it was, without commit and tag. Nothing is published: the commands for it are printed.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { follows, unreleased, withVersion } from "./changelog.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const changed = ["package.json", "package-lock.json", "CHANGELOG.md", "CITATION.cff"];

const run = (command, args, stdio = "inherit") =>
  execFileSync(command, args, { cwd: root, stdio, encoding: "utf8", shell: process.platform === "win32" });
const git = (...args) => run("git", args, "pipe").trim();
const read = (file) => readFileSync(join(root, file), "utf8");
const say = (text) => console.log(`release: ${text}`);

try {
  const { values, positionals } = parseArgs({
    options: { "dry-run": { type: "boolean" }, quick: { type: "boolean" } },
    allowPositionals: true,
  });
  release(positionals, { dryRun: values["dry-run"] === true, quick: values.quick === true });
} catch (error) {
  console.error(`release: ${error.message}`);
  process.exitCode = 1;
}

function release([version, ...others], { dryRun, quick }) {
  const before = JSON.parse(read("package.json")).version;
  const tag = `v${version}`;
  const tags = git("tag").split("\n");
  const isFirst = version === before && !tags.some((name) => name.startsWith("v"));
  if (version === undefined || others.length > 0 || !(isFirst || follows(version, before)))
    throw new Error(`expected one version after ${before}, got ${[version, ...others].join(" ") || "none"}`);
  if (tags.includes(tag)) throw new Error(`expected a new tag, got ${tag}, which is there`);
  const dirty = git("status", "--porcelain");
  if (dirty !== "") throw new Error(`expected a clean tree, got\n${dirty}`);
  const notes = unreleased(read("CHANGELOG.md"));
  const date = new Date().toISOString().slice(0, 10);

  let done = false;
  try {
    say(`version ${version} of ${date}`);
    run("npm", ["version", version, "--no-git-tag-version", "--allow-same-version", "--ignore-scripts"], "ignore");
    writeFileSync(join(root, "CHANGELOG.md"), withVersion(read("CHANGELOG.md"), version, date));
    writeFileSync(join(root, "CITATION.cff"), cited(read("CITATION.cff"), version, date));

    say("checks and tests");
    run("npm", ["run", "--silent", "check"]);
    run("npm", ["test", "--silent"]);
    say("the package");
    run(process.execPath, ["scripts/check-package.mjs"]);
    mkdirSync(join(root, "out"), { recursive: true });
    const packed = run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", "out"], "pipe");
    const tarball = `out/${packed.trim().split("\n").at(-1)}`;
    say("its consumers");
    run("npm", ["run", "--silent", "consumers", "--", "--tarball", tarball, ...(quick ? ["--quick"] : [])]);
    const notesFile = `out/release-notes-${version}.md`;
    writeFileSync(join(root, notesFile), `${notes}\n`);
    if (!dryRun) {
      git("add", ...changed);
      git("commit", "--quiet", "--allow-empty", "-m", `Version ${version}`);
      git("tag", "--annotate", "--cleanup=verbatim", "--file", notesFile, tag);
    }
    done = !dryRun;
    say(`${tarball}, notes in ${notesFile}${dryRun ? "; nothing is committed" : `, commit and tag ${tag}`}`);
    console.log(`To publish:\n  npm publish ${tarball}\n  git push --follow-tags`);
  } finally {
    if (!done) git("checkout", "--quiet", "--", ...changed);
  }
}

function cited(citation, version, date) {
  const without = citation.replace(/^date-released:.*\n/m, "");
  return without.replace(/^version: .*$/m, `version: ${version}\ndate-released: ${date}`);
}
