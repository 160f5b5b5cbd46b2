import { type Artifact, ArtifactMissing, type Download, type Job, type Step } from "cig/sdk";
import { characters } from "../expression/text.ts";
import { newestPin } from "../pins/pin.ts";
import type { Scope } from "../scope.ts";
import { type Table, table } from "../yaml/tree.ts";
import { artifactSuffix } from "./artifact-name.ts";
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
  const paths = artifact.paths.map((path) => characters(inWorkingDirectory(path, step, job), scope));
  return table(
    ["name", `Upload ${characters(artifact.name, scope)}`],
    ["uses", usesOf(newestPin("actions/upload-artifact"))],
    [
      "with",
      table(
        [
          "name",
          characters(artifact.name, scope) + artifactSuffix(artifact.name, job, scope.output).expression,
        ],
        ["path", paths.length === 1 ? paths[0] : `${paths.join("\n")}\n`],
        ["if-no-files-found", missing[artifact.ifMissing]],
        ["retention-days", artifact.retentionDays || undefined],
      ),
    ],
  );
}

/** A step that gets files of another job: those of all its variants, joined in one folder. */
export function compileDownload(download: Download, step: Step, job: Job, scope: Scope): Table {
  const from = scope.output.jobs.find(({ id }) => id === download.job);
  const { glob } = from ? artifactSuffix(download.name, from, scope.output) : { glob: "" };
  const folder = inWorkingDirectory(download.path || ".", step, job).replace(/(?<=.)\/\.$/, "");
  return table(
    ["name", `Download ${characters(download.name, scope)}`],
    ["uses", usesOf(newestPin("actions/download-artifact"))],
    [
      "with",
      table(
        ["name", glob === "" ? characters(download.name, scope) : undefined],
        [
          "pattern",
          glob === "" ? undefined : characters(download.name.replace(/[[\]{}()!+@]/g, "[$&]"), scope) + glob,
        ],
        ["path", folder === "." ? undefined : characters(folder, scope)],
        ["merge-multiple", glob === "" ? undefined : true],
      ),
    ],
  );
}

/** Actions start at the workspace, so that a path of a job with a working directory gets that in front. */
function inWorkingDirectory(path: string, step: Step, job: Job): string {
  const folder = (step.workingDirectory || job.workingDirectory).replace(/^\.\/|\/+$/g, "");
  if (folder === "" || folder === ".") return path;
  const [, negated = "", rest = ""] = /^(!?)([\s\S]*)$/.exec(path)!;
  return /^(?:[/~$]|[A-Za-z]:)/.test(rest) ? path : `${negated}${folder}/${rest.replace(/^\.\//, "")}`;
}

function check(artifact: Artifact, scope: Scope): void {
  const fault = /[":<>|*?\r\n\\/]/.exec(artifact.name);
  if (fault || artifact.name === "")
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
  if (artifact.paths.length === 0 || artifact.paths.some((path) => path.includes("\n")))
    scope.report.add(
      "GH011",
      scope.subject,
      `The artifact "${artifact.name}" needs paths, each on one line.`,
      'Write paths = ["…"].',
    );
}
