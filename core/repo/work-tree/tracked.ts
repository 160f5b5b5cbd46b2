import { existsSync, statSync } from "node:fs";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic, Result } from "../../diagnostic/diagnostic.ts";
import { type Environment, type GitPlace, indexFile } from "../git.ts";
import type { Index } from "../git-index.ts";
import { explainRefusal, type GitAnswer, gitEnvironment, isOwnership, runGit } from "../git-process.ts";
import { prefixOf } from "../prefix.ts";
import { askGitForIndex, countEntries, readIndexHere } from "../read-index.ts";
import { diffFilesArguments, parseDifferences } from "./differences.ts";
import { type FileTable, modeOf, packIndex, pathOf } from "./file-table.ts";
import { type Findings, findByGit, findByHand } from "./findings.ts";
import { readHead } from "./head.ts";
import { locate } from "./locate.ts";
import { createSettings } from "./settings.ts";
import { type Site, settle } from "./settle.ts";
import { indexTimeOf } from "./stats.ts";

export interface Tracked {
  readonly table: FileTable;
  readonly commit: string | undefined;
}

/** Above this number of files git looks at them faster than this process, in spite of having to be started. */
const worthGit = 3_000;
/** How often somebody else may write the index while it is read. */
const mostAttempts = 3;

/** The tracked files below `root` as they are on the disk. Starts git, where it is needed, before it returns. */
export async function openTracked(
  root: string,
  git: GitPlace,
  environment: Environment,
  gitAbove = worthGit,
): Promise<Result<Tracked>> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const result = await attemptTracked(root, git, environment, gitAbove);
    if (result !== "index changed") return result;
  }
  return { diagnostics: [unsteady(root)] };
}

async function attemptTracked(
  root: string,
  git: GitPlace,
  environment: Environment,
  gitAbove: number,
): Promise<Result<Tracked> | "index changed"> {
  const file = indexFile(git, environment);
  const before = versionOf(file);
  const prefix = prefixOf(root, git);
  const ask = () => runGit(root, diffFilesArguments(prefix), gitEnvironment(environment, git));
  const early = countEntries(file) > gitAbove || isForeign(git) ? ask() : undefined;
  const here = readIndexHere(git, environment);
  const read = "unsupported" in here ? await askGitForIndex(git, environment, here.unsupported) : here;
  if (read.value === undefined) return (await refusalOf(root, early)) ?? { diagnostics: read.diagnostics };
  const { table, entries } = packIndex(read.value, Buffer.from(prefix));
  const site: Site = { root, table, environment, git, prefix: Buffer.from(prefix) };
  const answer = await (early ?? (needsGit(root, read.value, table) ? ask() : undefined));
  const refusal = await refusalOf(root, answer);
  if (refusal !== undefined) return refusal;
  const findings = find(site, read.value, entries, answer);
  if (findings === "index changed") return findings;
  await settle(site, findings);
  if (versionOf(file) !== before) return "index changed";
  return { value: { table, commit: await readHead(git, environment) }, diagnostics: [] };
}

/** What differs between two versions of a file that git replaces as a whole. */
function versionOf(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? "" : [stat.ino, stat.size, stat.mtimeNs].join();
}

/** Git alone decides whether it may be used in a folder that belongs to somebody else. */
function isForeign(git: GitPlace): boolean {
  const self = process.geteuid?.();
  if (self === undefined) return false;
  return [git.top, git.gitDirectory].some((path) => statSync(path, { throwIfNoEntry: false })?.uid !== self);
}

/** What git keeps of a file is only in an index that was read here, and only git knows whether a submodule is clean. */
function needsGit(root: string, index: Index, table: FileTable): boolean {
  if (!index.hasStats && index.count > 0) return true;
  for (let file = 0; file < table.count; file++)
    if (modeOf(table, file) === 0o160000 && existsSync(locate(root, `${pathOf(table, file)}/.git`)))
      return true;
  return false;
}

/** Only where git must not be used at all: whatever else keeps it from answering, this process can look itself. */
async function refusalOf(
  root: string,
  asked: Promise<GitAnswer | "missing"> | GitAnswer | "missing" | undefined,
): Promise<Result<never> | undefined> {
  const answer = await asked;
  if (answer === undefined || answer === "missing" || answer.code === 0) return undefined;
  const refusal = explainRefusal(root, answer.error);
  return isOwnership(refusal) ? { diagnostics: [refusal] } : undefined;
}

function find(
  site: Site,
  index: Index,
  entries: Uint32Array,
  answer: GitAnswer | "missing" | undefined,
): Findings | "index changed" {
  const settings = createSettings(site.git, site.environment);
  if (answer === undefined || answer === "missing" || !isWhole(answer)) {
    const written = indexTimeOf(indexFile(site.git!, site.environment));
    return findByHand(site, index, entries, settings, written);
  }
  const differences = parseDifferences(answer.output, site.table, site.prefix);
  return differences === undefined ? "index changed" : findByGit(site, index, entries, differences, settings);
}

/** Git passes over files at which it cannot look, and only says so by the way. */
function isWhole(answer: GitAnswer): boolean {
  return answer.code === 0 && !/^(?!warning:|hint:)./m.test(answer.error);
}

function unsteady(root: string): Diagnostic {
  return diagnose(
    "CIG201",
    `Another program keeps writing git's index of "${root}" while it is read, so nobody can tell what its files are.`,
    { hint: "Wait for that program to end, and run the same command again." },
  );
}
