import { miseVersion, pathIn, type StatedRuby, standingOf, tomlError, toolVersion } from "cig/sdk";
import type { Bundle } from "./bundle.ts";
import type { Files } from "./files.ts";
import { lockedRuby } from "./lockfile.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { exactVersion } from "./requirement.ts";
import { readRubyVersion, versionLine } from "./ruby-version.ts";

/** A place that names a Ruby version. */
export interface Statement {
  /** As installers take it: "3.3.0", "jruby-9.4.5.0". */
  readonly value: string;
  readonly file: string;
  readonly line: number;
  /** "version file", "Gemfile" (Bundler refuses any other Ruby) or "lock" (a record of the last `bundle install`). */
  readonly kind: "version file" | "Gemfile" | "lock";
}

/** A place that names a range. */
export interface Constraint {
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** Everything that a folder states about its Ruby, in the order in which it counts. */
export interface Statements {
  readonly versions: readonly Statement[];
  readonly constraints: readonly Constraint[];
  readonly remarks: readonly Remark[];
}

/** Reads .ruby-version, .tool-versions, mise.toml, the Gemfile, the lock file and the gemspecs of one folder. */
export async function readStatements(
  files: Files,
  folder: string,
  bundle: Bundle | undefined,
): Promise<Statements> {
  const remarks: Remark[] = [];
  const raw = [
    ...rubyVersionFile(files, pathIn(folder, ".ruby-version")),
    ...toolVersionsFile(files, pathIn(folder, ".tool-versions")),
    ...(await miseFiles(files, folder, remarks)),
    ...(bundle ? gemfileVersions(files, bundle, remarks) : []),
  ];
  const locked = bundle?.lock?.content.ruby;
  const lockedText = locked && lockedRuby(locked.text);
  if (locked && lockedText)
    raw.push({ text: lockedText, file: bundle!.lock!.path, line: locked.line, kind: "lock" });
  const versions = raw.flatMap((statement) => understood(statement, remarks));
  return { versions, constraints: bundle ? constraintsOf(bundle) : [], remarks };
}

interface Raw {
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly kind: Statement["kind"];
}

function rubyVersionFile(files: Files, file: string): Raw[] {
  const found = versionLine(files.text(file) ?? "");
  return found ? [{ ...found, file, kind: "version file" }] : [];
}

function toolVersionsFile(files: Files, file: string): Raw[] {
  const found = toolVersion(files.text(file) ?? "", ["ruby"]);
  return found ? [{ text: found.version, file, line: found.line, kind: "version file" }] : [];
}

const miseNames = [
  "mise.toml",
  ".mise.toml",
  "mise/config.toml",
  ".mise/config.toml",
  ".config/mise.toml",
  ".config/mise/config.toml",
];

async function miseFiles(files: Files, folder: string, remarks: Remark[]): Promise<Raw[]> {
  const found: Raw[] = [];
  for (const name of miseNames) {
    const file = pathIn(folder, name);
    const text = files.text(file);
    if (text === undefined) continue;
    try {
      const stated = await miseVersion(text, ["ruby"]);
      if (stated) found.push({ text: stated.version, file, line: stated.line, kind: "version file" });
    } catch (error) {
      const { line, reason } = tomlError(error);
      const message = `"${file}" is not valid TOML, so no Ruby version is read from it: ${reason}.`;
      remarks.push(
        remarkAt("RUBY101", file, line, message, "Correct the file, or leave it out with [detect] ignore."),
      );
    }
  }
  return found;
}

function gemfileVersions(files: Files, bundle: Bundle, remarks: Remark[]): Raw[] {
  const ruby = bundle.gemfile?.content.rubies[0];
  if (!ruby) return [];
  const file = bundle.gemfile!.path;
  if (ruby.file) return fileNamed(files, bundle, ruby, ruby.file, remarks);
  const exact = exactVersion(ruby.requirements);
  if (ruby.engine && ruby.engine !== "ruby") {
    const text = ruby.engineVersion ? `${ruby.engine}-${ruby.engineVersion}` : ruby.engine;
    return [{ text, file, line: ruby.line, kind: "Gemfile" }];
  }
  return exact ? [{ text: exact, file, line: ruby.line, kind: "Gemfile" }] : [];
}

/** `ruby file: "../.ruby-version"`; a file of the same folder has already been read. */
function fileNamed(files: Files, bundle: Bundle, ruby: StatedRuby, named: string, remarks: Remark[]): Raw[] {
  const file = normalize(pathIn(bundle.folder, named));
  const text = file === undefined ? undefined : files.text(file);
  if (file === undefined || text === undefined) {
    const at = { file: bundle.gemfile!.path, line: ruby.line };
    const message = `${standingOf(at)} takes the Ruby version from "${named}", which is not there.`;
    remarks.push(remarkAt("RUBY105", at.file, at.line, message, "Add the file, or correct its name."));
    return [];
  }
  if (file === pathIn(bundle.folder, ".ruby-version") || file === pathIn(bundle.folder, ".tool-versions"))
    return [];
  const isToolVersions = file.endsWith(".tool-versions");
  return isToolVersions ? toolVersionsFile(files, file) : rubyVersionFile(files, file);
}

function normalize(path: string): string | undefined {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") {
      if (segments.pop() === undefined) return undefined;
    } else if (segment !== "." && segment !== "") segments.push(segment);
  }
  return segments.join("/");
}

function understood({ text, file, line, kind }: Raw, remarks: Remark[]): Statement[] {
  const meaning = readRubyVersion(text);
  if (meaning.kind === "version") return [{ value: meaning.value, file, line, kind }];
  if (meaning.kind === "invalid")
    remarks.push(
      remarkAt(
        "RUBY104",
        file,
        line,
        `"${file}" says "${text.trim().slice(0, 60)}" where a Ruby version stands, and that is none, so it does not count.`,
        'Write a version such as "3.3.0" or "jruby-9.4.5.0".',
      ),
    );
  return [];
}

function constraintsOf(bundle: Bundle): Constraint[] {
  const ruby = bundle.gemfile?.content.rubies[0];
  const isRange = ruby && ruby.requirements.length > 0 && !exactVersion(ruby.requirements) && !ruby.engine;
  return [
    ...(isRange
      ? [{ value: ruby.requirements.join(", "), file: bundle.gemfile!.path, line: ruby.line }]
      : []),
    ...bundle.gemspecs.flatMap(({ path, content }) =>
      content.requiredRuby
        ? [{ value: content.requiredRuby.requirement, file: path, line: content.requiredRuby.line }]
        : [],
    ),
  ];
}
