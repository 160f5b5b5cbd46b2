import { type Artifact, ArtifactMissing, type Download, type Job, type Step, text } from "cig/sdk";
import { places } from "../expression/place.ts";
import { characters, compileEither, compileText } from "../expression/text.ts";
import type { Scope } from "../scope.ts";
import { type Table, table } from "../yaml/tree.ts";
import { artifactName, downloadName } from "./artifact-name.ts";
import { folderOf } from "./folder.ts";
import { usesOf } from "./native.ts";

/** Days that GitHub keeps an artifact at most, wherever the repository's settings stand. */
const longestDays = 400;

const missing: Record<ArtifactMissing, string | undefined> = {
  [ArtifactMissing.UNSPECIFIED]: undefined,
  [ArtifactMissing.WARN]: undefined,
  [ArtifactMissing.ERROR]: "error",
  [ArtifactMissing.IGNORE]: "ignore",
};

/** A step that leaves files. In a job with a matrix each variant leaves an artifact with a name of its own. */
export function compileUpload(artifact: Artifact, step: Step, job: Job, scope: Scope): Table {
  check(artifact, scope);
  const folder = folderOf(step, job, scope);
  const paths = [
    ...artifact.paths.map((path) => below(folder, characters(path, scope))),
    ...artifact.pathTexts.map((path) => below(folder, compileText(path, places.step, scope))),
  ];
  return table(
    ["name", `Upload ${compileEither(artifact.name, artifact.nameText, places.step, scope) ?? ""}`],
    ["uses", usesOf(scope.pins.newest("actions/upload-artifact"))],
    [
      "with",
      table(
        ["name", artifactName(artifact, job, scope)],
        [
          "path",
          linesOf(isFetched(job, scope) && paths.every(isInWorkspace) ? [...paths, rootAnchor] : paths),
        ],
        ["if-no-files-found", missing[artifact.ifMissing]],
        ["include-hidden-files", paths.some(namesHidden) || undefined],
        ["retention-days", artifact.retentionDays || undefined],
      ),
    ],
  );
}

/**
 * The action keeps paths only below what all its patterns have in common, so that `dist/app.js` alone would arrive as
 * `app.js`. A file that does not exist, at the top, makes it keep them from there: what another job gets then lies
 * where it lay here.
 */
const rootAnchor = ".keep-paths-from-here";

/** The action leaves out what begins with a dot, also where somebody asks for just that. */
function namesHidden(path: string): boolean {
  return /(?:^|\/)\.(?!\.?(?:\/|$))/.test(path.replace(/^!/, ""));
}

function linesOf(paths: readonly string[]): string {
  return paths.length === 1 ? paths[0]! : `${paths.join("\n")}\n`;
}

function isFetched({ id }: Job, scope: Scope): boolean {
  return scope.output.jobs.some(({ steps }) =>
    steps.some(({ kind }) => kind.case === "download" && kind.value.job === id && !kind.value.workspace),
  );
}

function isInWorkspace(path: string): boolean {
  return !/^!?(?:[/~]|[A-Za-z]:|\.\.(?:\/|$)|\$\{\{)/.test(path);
}

/**
 * A step that gets files of another job, those of all its variants, joined: where they lay in the repository there,
 * or that below `path`.
 */
export function compileDownload(download: Download, step: Step, job: Job, scope: Scope): Table {
  const { name, pattern } = downloadName(download, job, scope);
  const folder = download.path ? below(folderOf(step, job, scope), characters(download.path, scope)) : ".";
  return table(
    ["name", `Download ${name ?? characters(download.name, scope) ?? ""}`.trimEnd()],
    ["uses", usesOf(scope.pins.newest("actions/download-artifact"))],
    [
      "with",
      table(
        ["name", name],
        ["pattern", pattern],
        ["path", folder === "." ? undefined : folder.replace(/\/\.$/, "")],
        ["merge-multiple", pattern === undefined ? undefined : true],
      ),
    ],
  );
}

/** Actions start at the workspace, so that their paths get the folder of the step in front. */
function below(folder: string, path: string): string {
  if (folder === "") return path;
  const negated = path.startsWith("!") ? "!" : "";
  const rest = path.slice(negated.length);
  // What starts with an expression may be a whole path, such as that of the workspace.
  return /^(?:[/~]|\$\{\{(?! '\$\{\{' )|[A-Za-z]:)/.test(rest)
    ? path
    : `${negated}${folder}/${rest.replace(/^\.\//, "")}`;
}

function check(artifact: Artifact, scope: Scope): void {
  const name = (artifact.nameText ?? text(artifact.name)).parts.map(({ kind }) =>
    kind.case === "literal" ? kind.value : "x",
  );
  const fault = /[":<>|*?\r\n\\/]/.exec(name.join(""));
  if (fault || name.length === 0)
    scope.report.add(
      "GH011",
      scope.subject,
      fault
        ? `The artifact's name "${artifact.name}" has a ${JSON.stringify(fault[0])}, which GitHub refuses.`
        : "The artifact has no name.",
      'Give it a name without " : < > | * ? \\ and /.',
    );
  if (artifact.retentionDays > longestDays)
    scope.report.add(
      "GH011",
      scope.subject,
      `GitHub keeps an artifact for ${longestDays} days at most, and not for ${artifact.retentionDays}.`,
      "Take a smaller retention_days.",
    );
  const paths = artifact.paths.length + artifact.pathTexts.length;
  if (paths === 0 || artifact.paths.some((path) => path.includes("\n")))
    scope.report.add(
      "GH011",
      scope.subject,
      `The artifact "${artifact.name}" needs paths, each on one line.`,
      'Write paths = ["…"].',
    );
}
