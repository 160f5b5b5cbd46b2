import { type Fact, foldersUpwards, subjectOf, type Text, text, type Use, versionOf } from "cig/sdk";
import { keyIn } from "./keys.ts";
import { type Remark, remarkOn } from "./remarks.ts";
import { linesNamed, satisfies } from "./requirement.ts";
import { find, normalized } from "./root.ts";

/** The Ruby that a use gets. */
export interface Choice {
  readonly version: Text;
  readonly remarks: readonly Remark[];
}

/** The manifest's default for `version`. */
export const defaultVersion = "3.3";

/** Input, matrix axis, fact of the folder or one above it; else the default, or a line that meets the stated range. */
export function chooseVersion(use: Use, facts: readonly Fact[], folder: string): Choice {
  const folders = [
    ...new Set([...foldersUpwards(folder), ...foldersUpwards(normalized(use.workingDirectory))]),
  ];
  const keys = folders.map((above) => keyIn("ruby.version", above));
  const known = versionOf(use, "ruby", facts, keys);
  if (known) return { version: known.version, remarks: [] };
  const constraint = folders
    .map((above) => find(facts, keyIn("ruby.version.constraint", above)))
    .find((fact) => fact !== undefined);
  const version = constraint ? lineWithin(constraint.value) : defaultVersion;
  return { version: text(version), remarks: [notStated(use, version, constraint)] };
}

/** The default where the range admits it, else the oldest line that the range names, else the newest that fits. */
function lineWithin(constraint: string): string {
  const candidates = [defaultVersion, ...linesNamed(constraint), ...knownLines];
  return candidates.find((line) => satisfies(line, constraint)) ?? defaultVersion;
}

/** Newest first. */
const knownLines = ["4.0", "3.4", "3.3", "3.2", "3.1", "3.0", "2.7", "2.6", "2.5", "2.4", "2.3"];

function notStated(use: Use, version: string, constraint: Fact | undefined): Remark {
  const why = constraint
    ? `"${constraint.evidence[0]?.file ?? "the repository"}" allows ${constraint.value} and no file says which of them`
    : "No file states a Ruby version";
  return remarkOn(
    "RUBY201",
    subjectOf(use),
    `${why}, so jobs get Ruby ${version}${version === defaultVersion ? ", the default of lang/ruby" : ""}.`,
    `State it for everybody:\n  echo ${version} > .ruby-version\nor for a job alone: packages = { ruby = "${version}" }`,
  );
}
