import { type Artifact, ArtifactMissing, type Download, type Job, type Step } from "cig/sdk";
import { places } from "../../expression/place.ts";
import { characters, compileText } from "../../expression/text.ts";
import type { Scope } from "../../scope.ts";
import { type Table, table, type Yaml } from "../../yaml/tree.ts";
import { artifactName, downloadName } from "../artifact-name.ts";
import { folderOf } from "../folder.ts";
import { usesOf } from "../native.ts";
import { atRoot, ownShell } from "../own-script.ts";
import { expressionOf } from "./pattern.ts";

/** Where archives lie between the steps; no dot in front, as what is hidden is not uploaded. */
const folder = "cig-workspace";

/**
 * Steps that keep files for later jobs with their modes and links, which an artifact alone would lose: an archive is
 * packed, and uploaded.
 */
export function compileWorkspaceUpload(artifact: Artifact, step: Step, job: Job, scope: Scope): Table[] {
  checkPaths(artifact, scope);
  const name = artifactName(artifact, job, scope);
  const archive = `${folder}/${name}.tar`;
  return [
    table(["name", "Pack files for later jobs"], ["run", pack], ...atRoot(job), ...ownShell(job), [
      "env",
      table(["CIG_ARCHIVE", archive], ...filesOf(artifact, step, job, scope), [
        "CIG_MISSING",
        missing[artifact.ifMissing],
      ]),
    ]),
    table(
      ["name", "Keep files for later jobs"],
      ["uses", usesOf(scope.pins.newest("actions/upload-artifact"))],
      [
        "with",
        table(["name", name], ["path", archive], ["if-no-files-found", "error"], ["retention-days", 1]),
      ],
    ),
  ];
}

/** Steps that get those files, of all variants, and put them where they lay. */
export function compileWorkspaceDownload(download: Download, job: Job, scope: Scope): Table[] {
  const { name, pattern } = downloadName(download, job, scope);
  return [
    table(
      ["name", `Get files of ${characters(download.job, scope)}`],
      ["uses", usesOf(scope.pins.newest("actions/download-artifact"))],
      [
        "with",
        table(
          ["name", name],
          ["pattern", pattern],
          ["path", folder],
          ["merge-multiple", pattern === undefined ? undefined : true],
        ),
      ],
    ),
    table(
      ["name", `Unpack files of ${characters(download.job, scope)}`],
      ["run", unpack],
      ...atRoot(job),
      ...ownShell(job),
    ),
  ];
}

const missing: Record<ArtifactMissing, string | undefined> = {
  [ArtifactMissing.UNSPECIFIED]: undefined,
  [ArtifactMissing.WARN]: undefined,
  [ArtifactMissing.ERROR]: "error",
  [ArtifactMissing.IGNORE]: "ignore",
};

/**
 * What the paths name, and everything below it. Where only the run knows the folder, the script looks from there; paths
 * that only the run knows are compared as they are.
 */
function filesOf(artifact: Artifact, step: Step, job: Job, scope: Scope): [string, Yaml | undefined][] {
  const folder = folderOf(step, job, scope);
  const isOpen = folder.includes("${{");
  const paths = artifact.paths.map((path) => normal(isOpen ? "" : folder, path));
  const patterns = paths.map(treeOf);
  const named = artifact.pathTexts.map((path) => {
    const text = compileText(path, places.step, scope).replace(/^(?:\.\/)+|\/+$/g, "");
    return isOpen || folder === "" ? text : `${folder}/${text}`;
  });
  const wanted = patterns.length === 1 ? `^${patterns[0]}$` : `^(${patterns.join("|")})$`;
  return [
    ["CIG_FOLDER", isOpen ? `${folder}/` : undefined],
    ["CIG_FILES", patterns.length > 0 ? characters(paths.join("\n"), scope) : undefined],
    ["CIG_PATTERN", patterns.length > 0 ? characters(wanted, scope) : undefined],
    ["CIG_NAMED", named.length > 0 ? named.join("\n") : undefined],
  ];
}

function treeOf(path: string): string {
  return path === "" ? ".*" : `${expressionOf(path)}(/.*)?`;
}

/** The path from the root, without `.`, `..` and a slash at the end. */
function normal(folder: string, path: string): string {
  const result: string[] = [];
  for (const segment of `${folder}/${path}`.split("/")) {
    if (segment === "..") result.pop();
    else if (segment !== "" && segment !== ".") result.push(segment);
  }
  return result.join("/");
}

function checkPaths({ paths, pathTexts }: Artifact, scope: Scope): void {
  const literals = pathTexts.flatMap(({ parts }) =>
    parts.map(({ kind }) => (kind.case === "literal" ? kind.value : "")),
  );
  if (paths.length + pathTexts.length === 0 || !paths.every(isPlace))
    scope.report.add(
      "GH011",
      scope.subject,
      "What is kept for later jobs must be paths in the repository, each on one line.",
      'Write persist = ["dist"], or artifacts for files elsewhere.',
    );
  if (literals.some((literal) => /[*?[{\n\r]/.test(literal)))
    scope.report.add(
      "GH011",
      scope.subject,
      "A path with run-time names that is kept for later jobs can have no pattern on GitHub.",
      "Keep the folder around it.",
    );
}

function isPlace(path: string): boolean {
  return path !== "" && !/^(?:[/~!]|[A-Za-z]:)|[\n\r]/.test(path);
}

const pack = String.raw`mkdir -p "$(dirname "$CIG_ARCHIVE")"
{
  printf '%s\n' "$CIG_PATTERN"
  printf '%s\n' "$CIG_NAMED" | sed -e '/^$/d' -e 's/[].[\*^()$+?{}|]/\\&/g' -e 's|.*|^&(/.*)?$|'
} | sed '/^$/d' > "$CIG_ARCHIVE.patterns"
(cd "./$CIG_FOLDER" && find . \( ! -type d -o -empty \) -print) | sed 's|^\./||' |
  grep -E -f "$CIG_ARCHIVE.patterns" | LC_ALL=C sort |
  while IFS= read -r path; do printf '%s\n' "./$CIG_FOLDER$path"; done |
  grep -v '^\./cig-workspace/' > "$CIG_ARCHIVE.list" || true
if [ ! -s "$CIG_ARCHIVE.list" ]; then
  case "$CIG_MISSING" in
    error) echo "::error::There is nothing to keep for later jobs."; exit 1 ;;
    ignore) ;;
    *) echo "::warning::There is nothing to keep for later jobs." ;;
  esac
fi
tar -cf "$CIG_ARCHIVE" -T "$CIG_ARCHIVE.list"
`;

const unpack = `for archive in cig-workspace/*.tar; do
  tar -xpof "$archive"
done
rm -r cig-workspace
`;
