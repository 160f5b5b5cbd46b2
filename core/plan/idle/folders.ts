import type { CheckoutToml, JobToml } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import type { Context, Subject } from "../context.ts";
import type { Draft } from "../job/draft.ts";
import { literalOf, type Resolver } from "../resolver.ts";

/** Warns of a `working_directory` that holds no file of the repository and that nothing in the job may have made. */
export function reportMissingFolders(context: Context, drafts: readonly Draft[]): void {
  let known: ReadonlySet<string> | undefined;
  const check = (resolver: Resolver, written: string | undefined, subject: Subject, before: string[]) => {
    const folder = written === undefined ? undefined : folderOf(literalOf(resolver.lookUp(written).text));
    if (folder === undefined || isMade(folder, before)) return;
    known ??= foldersOf(context.paths);
    if (!known.has(folder)) context.report(missing(folder, known, subject));
  };
  const persists = drafts.some(({ job }) => job.persist !== undefined);
  for (const { id, job, resolver } of drafts) {
    // What earlier jobs persist may bring the folder.
    if (!isPlainCheckout(job) || (persists && (job.needs || job.needs_any))) continue;
    check(resolver, job.working_directory, ["jobs", id, "working_directory"], []);
    const scripts: string[] = [];
    for (const [index, step] of (job.steps ?? []).entries()) {
      const subject = ["jobs", id, "steps", String(index), "working_directory"];
      check(resolver, step.working_directory, subject, scripts);
      scripts.push(step.run ?? "");
    }
  }
}

/** The sources lie at the root as they are, and nothing else is put beside them. */
function isPlainCheckout({ checkout, uses_artifacts, steps = [] }: JobToml): boolean {
  const checkouts = [checkout, ...steps.map((step) => step.checkout)];
  return (
    checkout !== false &&
    (uses_artifacts ?? []).length === 0 &&
    !checkouts.some(isElsewhere) &&
    !steps.some(({ download, native }) => download !== undefined || native !== undefined)
  );
}

function isElsewhere(checkout: CheckoutToml | undefined): boolean {
  if (typeof checkout !== "object") return false;
  return checkout.path !== undefined || checkout.ref !== undefined || Boolean(checkout.submodules);
}

/** Without "./" and a slash at the end; undefined for the root, for another place, and for what is not known yet. */
function folderOf(written: string | undefined): string | undefined {
  const folder = written
    ?.replaceAll("\\", "/")
    .replace(/^(?:\.\/)+/, "")
    .replace(/\/+(?:\.\/?)?$/, "");
  if (!folder || folder === "." || /^[/~$]|^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)|[$%]/.test(folder))
    return undefined;
  return folder;
}

/** A script that names it may make it, and a build makes the usual folders without being told. */
function isMade(folder: string, scripts: readonly string[]): boolean {
  const [first = ""] = folder.split("/");
  const ran = scripts.filter((script) => script !== "");
  return ran.some((script) => script.includes(first)) || (ran.length > 0 && builds.has(first));
}

const builds: ReadonlySet<string> = new Set([
  "build",
  "coverage",
  "dist",
  "node_modules",
  "out",
  "public",
  "target",
  "tmp",
  "vendor",
]);

function foldersOf(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths)
    for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
      const folder = path.slice(0, slash);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  return folders;
}

function missing(folder: string, known: ReadonlySet<string>, subject: Subject) {
  const near = nearest(folder, [...known].sort());
  return diagnose(
    "CIG418",
    `The folder "${folder}" has no file in the repository, so that nothing can run in it.`,
    {
      hint: near ? `Did you mean "${near}"?` : "Correct it, or make the folder in a step before.",
      subject,
    },
  );
}
