import {
  baseImages,
  type FileIndex,
  joinPath,
  jsonAt,
  jsonTextAt,
  type ReadStatement,
  type SettledVersion,
  settleVersion,
  type ToolStatement,
  toolStatements,
  versionFile,
} from "cig/sdk";
import type { Manifest } from "./composer.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { agree, readConstraint, readVersion, satisfies } from "./version.ts";

/** The PHP version that a folder states, and what a Dockerfile says where no other file does. */
export interface PhpVersion extends SettledVersion {
  /** Weak evidence: the image that the program is shipped in. */
  readonly fromImage?: ToolStatement;
  readonly remarks: readonly Remark[];
}

/**
 * Reads, in the order in which they win: .php-version, .tool-versions, mise.toml, `config.platform.php`, and for
 * ranges `require.php`; the images of a Dockerfile beside the manifest only when none of the former names a version.
 */
export function readPhpVersion(
  files: FileIndex,
  directory: string,
  manifest: Manifest | undefined,
): PhpVersion {
  const settled = settleVersion(statements(files, directory, manifest), {
    title: "PHP",
    agree,
    satisfies,
  });
  const isShipped = !settled.version && isApplication(files, directory, manifest);
  const image = isShipped ? fromDockerfile(files, joinPath(directory, "Dockerfile")) : undefined;
  const allowed = settled.constraint?.[0]?.value;
  const fits = image && (allowed === undefined || satisfies(image.value, allowed));
  return {
    ...settled,
    ...(fits && { fromImage: image }),
    remarks: [
      ...settled.disagreements.map(({ statement, message }) =>
        remarkAt(
          "PHP102",
          statement.file,
          statement.line,
          message,
          "Let both say the same, or remove one of them.",
        ),
      ),
      ...settled.invalid.map(notAVersion),
    ],
  };
}

function statements(files: FileIndex, directory: string, manifest: Manifest | undefined): ReadStatement[] {
  const exact = [
    ...versionFile(files, joinPath(directory, ".php-version")).slice(0, 1),
    ...toolStatements(files, directory, ["php", "asdf:php", "vfox:php"]),
    ...inManifest(manifest, "config", "platform", "php"),
  ];
  return [
    ...exact.map((statement) => ({ statement, meaning: readVersion(statement.value) })),
    ...inManifest(manifest, "require", "php").map((statement) => ({
      statement,
      meaning: readConstraint(statement.value),
    })),
  ];
}

function inManifest(manifest: Manifest | undefined, ...path: readonly string[]): ToolStatement[] {
  const value = jsonTextAt(manifest?.node, ...path);
  if (!manifest || value === undefined) return [];
  return [{ value, file: manifest.file, line: jsonAt(manifest.node, ...path)!.line }];
}

/** A library's Dockerfile is a tool of its developers, and says nothing about what the library is tested with. */
function isApplication(files: FileIndex, directory: string, manifest: Manifest | undefined): boolean {
  return jsonTextAt(manifest?.node, "type") === "project" || files.has(joinPath(directory, "composer.lock"));
}

/** All stages that build on PHP must say the same. */
function fromDockerfile(files: FileIndex, file: string): ToolStatement | undefined {
  const found = baseImages(files.text(file) ?? "").flatMap(({ repository, tag, line }) => {
    const value = repository === "php" ? /^\d+\.\d+(\.\d+)?(?=-|$)/.exec(tag ?? "")?.[0] : undefined;
    return value === undefined ? [] : [{ value, file, line }];
  });
  return found.every(({ value }) => agree(value, found[0]!.value)) ? found[0] : undefined;
}

function notAVersion({ file, line, value }: ToolStatement): Remark {
  return remarkAt(
    "PHP104",
    file,
    line,
    `"${file}" says "${value.slice(0, 60)}" where a PHP version stands, and that is none, so it does not count.`,
    'Write a version such as "8.3", or a range such as "^8.2" in composer.json.',
  );
}
