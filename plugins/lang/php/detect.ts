import {
  brokenToolFiles,
  type DetectRequest,
  type DetectResponseSchema,
  type FactKeys,
  type FactSchema,
  type FileIndex,
  factAt,
  factKeys,
  indexFiles,
  joinPath,
  type MessageInitShape,
} from "cig/sdk";
import { type Locked, type Manifest, readLock, readManifest } from "./composer.ts";
import { readFrameworks } from "./frameworks.ts";
import { knownLines, linesWithin } from "./releases.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { findRoots, type Root } from "./roots.ts";
import { asksForCoverage, readScripts } from "./scripts.ts";
import { type PhpVersion, readPhpVersion } from "./version-facts.ts";

type Fact = MessageInitShape<typeof FactSchema>;

/** Says what the repository states about PHP: per root its version, extensions, lock file and tasks. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = await indexFiles(request.files);
  const told = findRoots(files).map((root) => aboutRoot(files, root));
  const facts = told.flatMap((part) => part.facts);
  return {
    facts,
    signals:
      facts.length > 0
        ? ["php_detected", ...(told.some((part) => part.hasComposer) ? ["composer_detected"] : [])]
        : [],
    diagnostics: told.flatMap((part) => part.remarks),
  };
}

interface Told {
  readonly facts: readonly Fact[];
  readonly remarks: readonly Remark[];
  readonly hasComposer: boolean;
}

function aboutRoot(files: FileIndex, root: Root): Told {
  const { directory, manifest } = root;
  const version = readPhpVersion(files, directory, manifest);
  const key = factKeys("php", directory);
  const isPhp = manifest !== undefined || version.version !== undefined;
  const facts = [
    ...(isPhp ? versionFacts(version, key) : []),
    ...(manifest ? manifestFacts(files, root, manifest, key) : []),
    ...root.members.flatMap((member) => aboutMember(files, member)),
  ];
  const broken = isPhp ? brokenToolFiles(files, directory) : [];
  return {
    facts,
    remarks: [
      ...root.remarks,
      ...broken.map(({ file, line, reason }) =>
        remarkAt(
          "PHP101",
          file,
          line,
          `"${file}" does not count, because it is not valid TOML: ${reason}.`,
          "Correct the file.",
        ),
      ),
      ...(isPhp ? version.remarks : []),
    ],
    hasComposer: manifest !== undefined,
  };
}

function versionFacts({ version, constraint, fromImage }: PhpVersion, key: FactKeys): Fact[] {
  const source = version?.[0] ?? fromImage ?? constraint?.[0];
  return [
    ...(version ? [factAt(key.own("version"), version[0]!.value, 1, version)] : []),
    ...(fromImage ? [factAt(key.own("version"), fromImage.value, 0.6, [fromImage])] : []),
    ...(constraint ? [factAt(key.own("version.constraint"), constraint[0]!.value, 1, constraint)] : []),
    ...(source ? [factAt(key.own("source"), source.file, 1, [source])] : []),
  ];
}

function manifestFacts(
  files: FileIndex,
  { directory, workspace }: Root,
  manifest: Manifest,
  key: FactKeys,
): Fact[] {
  const whole = { file: manifest.file, line: 0 };
  const lockfile = joinPath(directory, "composer.lock");
  const locked = readLock(files, directory);
  return [
    factAt(key.own("root"), directory, 1, [whole]),
    factAt(key.own("package_manager"), "composer", 1, [whole]),
    ...(files.has(lockfile) ? lockFacts(lockfile, locked, key) : []),
    ...extensionFacts(manifest, key),
    ...(asksForCoverage(manifest) ? [factAt(key.own("coverage"), "xdebug", 0.7, [whole])] : []),
    ...(workspace.length > 0
      ? [
          factAt(
            key.shared("workspace.members"),
            workspace.map(({ pattern }) => pattern).join(", "),
            1,
            workspace.map(({ line }) => ({ file: manifest.file, line })),
          ),
        ]
      : []),
    ...taskFacts(files, manifest, key),
    ...frameworkFacts(manifest, locked, lockfile, key),
  ];
}

/** Which release lines every locked package allows: the range of composer.json alone says too much. */
function lockFacts(lockfile: string, locked: readonly Locked[], key: FactKeys): Fact[] {
  const place = [{ file: lockfile, line: 0 }];
  const sets = [...new Set(locked.flatMap(({ php }) => php ?? []))].flatMap((php) => {
    const lines = linesWithin(php);
    return lines ? [new Set(lines)] : [];
  });
  const lines = (sets.length > 0 ? knownLines : []).filter((line) => sets.every((set) => set.has(line)));
  return [
    factAt(key.own("lockfile"), lockfile, 1, place),
    ...(lines.length > 0 ? [factAt(key.own("lockfile.lines"), lines.join(", "), 1, place)] : []),
  ];
}

function extensionFacts({ packages, file }: Manifest, key: FactKeys): Fact[] {
  const wanted = [...packages].flatMap(([name, { line }]) =>
    /^ext-[\w-]+$/.test(name) ? [{ name: name.slice(4).replace(/^zend-/, ""), file, line }] : [],
  );
  if (wanted.length === 0) return [];
  return [
    factAt(
      key.own("extensions"),
      wanted
        .map(({ name }) => name)
        .sort()
        .join(", "),
      1,
      wanted,
    ),
  ];
}

function taskFacts(files: FileIndex, manifest: Manifest, key: FactKeys): Fact[] {
  return readScripts(files, manifest).map(({ task, command, confidence, file, line }) =>
    factAt(key.shared(`script.${task}`), command, confidence, [{ file, line }]),
  );
}

function frameworkFacts(
  manifest: Manifest,
  locked: readonly Locked[],
  lockfile: string,
  key: FactKeys,
): Fact[] {
  return readFrameworks(manifest, locked).map(({ name, value, isRange, isLocked, line }) =>
    factAt(key.shared(`framework.${name}.version${isRange ? ".constraint" : ""}`), value, 1, [
      { file: isLocked ? lockfile : manifest.file, line },
    ]),
  );
}

/** A package of a `path` repository is installed with its root; what can be its own are a range and tasks. */
function aboutMember(files: FileIndex, member: string): Fact[] {
  const { manifest } = readManifest(files, member);
  if (!manifest) return [];
  const key = factKeys("php", member);
  return [
    factAt(key.own("root"), member, 1, [{ file: manifest.file, line: 0 }]),
    ...versionFacts(readPhpVersion(files, member, manifest), key),
    ...taskFacts(files, manifest, key),
  ];
}
