import { existsSync, statSync } from "node:fs";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic, Result } from "../../diagnostic/diagnostic.ts";
import { type Environment, type GitPlace, hashNameOf, indexFile, readBytes } from "../git.ts";
import { type Index, idLengthOf } from "../git-index.ts";
import { explainRefusal, type GitAnswer, isOwnership } from "../git-process.ts";
import { prefixOf } from "../prefix.ts";
import { askGitForIndex, parseIndexOf } from "../read-index.ts";
import { parseDifferences } from "./differences.ts";
import { type FileTable, modeOf, packIndex, packIndexInPlace, pathOf } from "./file-table.ts";
import { findByGit, findByHand, type Packed } from "./findings.ts";
import { glanceAtIndex } from "./glance.ts";
import { readHead } from "./head.ts";
import { locate } from "./locate.ts";
import { askGit, askGitWithCopy, type Question } from "./question.ts";
import { createSettings } from "./settings.ts";
import { settle } from "./settle.ts";
import { indexTimeOf } from "./stats.ts";

export interface Tracked {
  readonly table: FileTable;
  readonly commit: string | undefined;
}

/** Above this number of files git looks at them faster than this process, in spite of having to be started. */
const worthGit = 3_000;
/** How often somebody else may write the index while it is read. */
const mostAttempts = 3;

/** Where the tracked files are to be looked for. */
export interface Ground {
  readonly root: string;
  readonly git: GitPlace;
  readonly environment: Environment;
  /** Above how many files git is asked. Absent: where that is faster. */
  readonly gitAbove?: number | "never" | undefined;
}

/** The looking has begun. */
export interface Started {
  /** The files as the index has them, which `finish` brings to what is on the disk; undefined where only git reads it. */
  readonly table: FileTable | undefined;
  finish(): Promise<Result<Tracked>>;
}

/** Finds the tracked files below the root as they are on the disk. Starts git, where it is needed, before it returns. */
export function startTracked(ground: Ground): Started {
  const first = startAttempt(ground);
  return {
    table: first.table,
    finish: async () => {
      let attempt = first;
      for (let count = 1; ; count++) {
        const result = await attempt.finish();
        if (result !== "index changed" && result !== "git is no help") return result;
        if (count === mostAttempts) return { diagnostics: [unsteady(ground.root)] };
        attempt = startAttempt(result === "index changed" ? ground : { ...ground, gitAbove: "never" });
      }
    },
  };
}

type Outcome = Result<Tracked> | "index changed" | "git is no help";

interface Attempt {
  readonly table: FileTable | undefined;
  finish(): Promise<Outcome>;
}

function startAttempt(ground: Ground): Attempt {
  const { root, git, environment } = ground;
  const file = indexFile(git, environment);
  const version = versionOf(file);
  const question = askEarly(ground);
  const read = parseIndexOf(git, file, question?.bytes ?? readBytes(file), "trust");
  const prepared = "unsupported" in read ? undefined : prepare(ground, read.value, question);
  return {
    table: prepared?.packed.site.table,
    finish: async () => {
      const refusal = await refusalOf(root, question?.answer);
      if (refusal !== undefined) return refusal;
      const asked = "unsupported" in read ? await askGitForIndex(git, environment, read.unsupported) : read;
      const whole = prepared ?? prepare(ground, asked.value, question);
      if (whole === undefined) return { diagnostics: asked.diagnostics };
      const result = await finish(ground, whole, question);
      return versionOf(file) === version ? result : "index changed";
    },
  };
}

/** Asks git at once where that is sure to be needed. */
function askEarly({ root, git, environment, gitAbove = worthGit }: Ground): Question | undefined {
  if (gitAbove === "never") return undefined;
  const prefix = prefixOf(root, git);
  const { count, isFresh } = glanceAtIndex(indexFile(git, environment), idLengthOf(hashNameOf(git)));
  if (count <= gitAbove && !isForeign(git)) return undefined;
  return (isFresh ? askGitWithCopy : askGit)(root, git, prefix, environment);
}

interface Prepared {
  readonly packed: Packed;
  /** Undefined where its memory holds the table now, or where it never held stats. */
  readonly index: Index | undefined;
}

function prepare(
  { root, git, environment }: Ground,
  index: Index | undefined,
  question: Question | undefined,
): Prepared | undefined {
  if (index === undefined) return undefined;
  const prefix = Buffer.from(prefixOf(root, git));
  const isGitSure = question !== undefined && !question.isDated;
  const { table, entries } = (isGitSure ? packIndexInPlace : packIndex)(index, prefix);
  const packed = { site: { root, table, environment, git, prefix }, flags: index.flags, entries };
  return { packed, index: isGitSure || !index.hasStats ? undefined : index };
}

async function finish(
  ground: Ground,
  { packed, index }: Prepared,
  early: Question | undefined,
): Promise<Outcome> {
  const { root, git, environment } = ground;
  // Which files were written in the same second as the index, only an index with stats tells.
  const isBlind = early?.isDated === true && index === undefined;
  const isLate = isBlind || (early === undefined && needsGit(ground, packed.site.table, index));
  const question = isLate ? askGit(root, git, prefixOf(root, git), environment) : early;
  const answer = await question?.answer;
  const refusal = await refusalOf(root, answer);
  if (refusal !== undefined) return refusal;
  const settings = createSettings(git, environment);
  const written = indexTimeOf(indexFile(git, environment));
  const known = index && written && { index, written };
  if (answer === undefined || answer === "missing" || !isWhole(answer)) {
    if (known === undefined && ground.gitAbove !== "never") return "git is no help";
    await settle(packed.site, findByHand(packed, settings, known));
  } else {
    const differences = parseDifferences(answer.output, packed.site.table, packed.site.prefix);
    if (differences === undefined) return "index changed";
    const unsure = question?.isDated ? known : undefined;
    await settle(packed.site, findByGit(packed, differences, settings, unsure));
  }
  const commit = await readHead(git, environment);
  return { value: { table: packed.site.table, commit }, diagnostics: [] };
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

/** Without stats only git can tell what has changed, and only git knows whether a submodule is clean. */
function needsGit({ root, gitAbove }: Ground, table: FileTable, index: Index | undefined): boolean {
  if (gitAbove === "never") return false;
  if (index === undefined) return table.count > 0;
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
