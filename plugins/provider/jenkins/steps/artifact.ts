import { type Artifact, ArtifactMissing, type Download, type Job, type Step } from "cig/sdk";
import { call } from "../groovy/call.ts";
import { block, type Code } from "../groovy/code.ts";
import { comment, notation } from "../groovy/comment.ts";
import { groovyString } from "../groovy/literal.ts";
import { type Copy, copiesOf } from "../order/copies.ts";
import { below, helper, type Scope } from "../scope.ts";
import { literal } from "../value/reference.ts";
import { joinSource, literalOfPieces, mergedPieces, piecesOf } from "../value/text.ts";
import { antPatterns, textsOf } from "./pattern.ts";
import { folderOf, withOptions } from "./run.ts";

/**
 * Leaves files: for other jobs where one gets them, and for people. Jenkins keeps an archive by paths alone, so that
 * the files of several runs of a job are kept below the name of each.
 */
export function compileUpload(artifact: Artifact, step: Step, copy: Copy, scope: Scope): Code[] {
  const { job } = copy;
  const paths = textsOf(artifact.paths, artifact.pathTexts);
  if (paths.length === 0)
    scope.report.add(
      "JK011",
      scope.subject,
      `The artifact "${artifact.name}" needs paths.`,
      'Write paths = ["…"].',
    );
  const { includes, excludes } = antPatterns(paths, step, job, "files and folders", scope);
  const mayBeMissing = String(artifact.ifMissing !== ArtifactMissing.ERROR);
  const several = copiesOf(job).length > 1;
  const name = stashName(copy, artifact.name, artifact.nameText, scope);
  const isKept = !artifact.workspace;
  const needsStash = artifact.workspace || several || isFetched(job, scope);
  const stash = call("stash", [
    ["name", name],
    ["includes", includes],
    ["excludes", excludes],
    ["useDefaultExcludes", "false"],
    ["allowEmpty", mayBeMissing],
  ]);
  const kept = keptFolder(copy, artifact, scope);
  const archive = (patterns: string, out: string | undefined) =>
    call("archiveArtifacts", [
      ...withOptions(
        new Map([
          ["artifacts", patterns],
          ...(out === undefined ? [] : [["excludes", out] as const]),
          ["defaultExcludes", "false"],
          ["allowEmptyArchive", mayBeMissing],
        ]),
        step,
        scope,
      ),
    ]);
  if (!isKept) return [stash];
  const title = comment(`Artifact ${artifact.name || notation(artifact.nameText)}`);
  if (!several) return [title, ...(needsStash ? [stash] : []), archive(includes, excludes)];
  return [
    title,
    stash,
    block(`dir(${kept})`, `unstash(${name})`),
    archive(joinSource(mergedPieces([...keptPieces(copy, artifact, scope), literal("/**")])), undefined),
  ];
}

/** Gets the files of another job, where they lay in the repository there, or that below `path`. */
export function compileDownload(download: Download, step: Step, job: Job, scope: Scope): Code[] {
  const from = scope.output.jobs.find(({ id }) => id === download.job);
  const names = (from ? copiesOf(from) : []).map((copy) =>
    stashName(copy, download.name, download.nameText, scope, download.workspace),
  );
  const lines: readonly Code[] = [...new Set(names)].map((name) => `unstash(${name})`);
  if (download.path === "") return [...lines];
  const folder = folderOf(step, job, scope);
  const inner = [block(`dir(${groovyString(download.path)})`, lines)];
  return folder === undefined ? inner : [block(`dir(${folder})`, inner)];
}

/** What other jobs find the files by: the run that left them, and the artifact. */
function stashName(
  copy: Copy,
  name: string,
  nameText: Artifact["nameText"],
  scope: Scope,
  isWorkspace = false,
): string {
  if (nameText && nameText.parts.length > 0) {
    const pieces = mergedPieces([literal(`${copy.id}.`), ...piecesOf(nameText, below(scope, "name"))]);
    const known = literalOfPieces(pieces);
    if (known !== undefined) return groovyString(plain(known));
    return `${helper(scope, "plainName")}(${joinSource(pieces)})`;
  }
  if (name === "") scope.report.add("JK001", scope.subject, "The artifact has no name.", 'Write name = "…".');
  return groovyString(plain(`${copy.id}.${name || (isWorkspace ? "workspace" : "")}`));
}

/** Names of Jenkins take no other characters; two that differ stay different. */
function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9_.-]/g, (character) => `-${character.charCodeAt(0).toString(16)}-`);
}

function keptPieces(copy: Copy, { name, nameText }: Artifact, scope: Scope) {
  const own =
    nameText && nameText.parts.length > 0 ? piecesOf(nameText, below(scope, "name")) : [literal(plain(name))];
  return [literal(`cig-kept/${plain(copy.id)}/`), ...own];
}

function keptFolder(copy: Copy, artifact: Artifact, scope: Scope): string {
  return joinSource(mergedPieces(keptPieces(copy, artifact, scope)));
}

function isFetched({ id }: Job, scope: Scope): boolean {
  return scope.output.jobs.some(({ steps }) =>
    steps.some(({ kind }) => kind.case === "download" && kind.value.job === id),
  );
}
