import type { TomlValue } from "cig/sdk/import";
import { listOf, type Raw, recordOf } from "../reader/raw.ts";
import { type At, keptInHatch } from "./notes.ts";
import { plainValue } from "./plain.ts";
import type { Scope } from "./portable.ts";
import { importText } from "./text.ts";

/** In what a job's scripts are written. */
export interface JobShell {
  /** `shell` of the job. */
  readonly own: string | undefined;
  readonly workingDirectory: string | undefined;
  /** `defaults` of GitHub's, laid over what cig writes there; false takes that out. */
  readonly hatch: TomlValue | undefined;
  /** The shell of a step that names none; "" where that is not known. */
  readonly usual: string;
}

const shells: ReadonlySet<string> = new Set(["bash", "sh", "pwsh", "powershell", "cmd", "python"]);

/**
 * The shell and the folder that a job's steps run in. cig names bash where GitHub's default would not fail as bash does;
 * where the author did not ask for that, it is taken out again.
 */
export function importShell(
  job: Raw,
  workflowDefaults: unknown,
  systems: ReadonlySet<string>,
  scope: Scope,
  at: At,
): JobShell {
  const { shell, "working-directory": folder, ...others } = recordOf(recordOf(job.defaults).run);
  const ofWorkflow = recordOf(recordOf(workflowDefaults).run);
  const isInContainer = job.container !== undefined && job.container !== null;
  // Without an image there is no container, and that an expression decides.
  const isCertain = !(JSON.stringify(job.container) ?? "").includes("${{");
  const workingDirectory = folder === undefined ? undefined : importText(String(folder), scope);
  const isSaid =
    (shell === undefined || shells.has(String(shell))) &&
    (folder === undefined || (workingDirectory !== undefined && workingDirectory !== "")) &&
    Object.keys(others).length === 0;
  if (!isSaid) {
    keptInHatch(at, "`defaults` of the job", "cig has no word for this shell or folder.");
    return { own: undefined, workingDirectory: undefined, hatch: plainValue(job.defaults), usual: "" };
  }
  const written = shell ?? ofWorkflow.shell;
  if (written !== undefined) {
    const own = shell === undefined ? undefined : String(shell);
    const isSame = own !== undefined || written === "bash" || !asksForBash(job, systems, isInContainer);
    const usual = shells.has(String(written)) ? String(written) : "";
    // The workflow's shell must not be covered by what cig would name for the job.
    return { own, workingDirectory, hatch: isSame ? undefined : { run: { shell: String(written) } }, usual };
  }
  if (isInContainer)
    return isCertain
      ? { own: "sh", workingDirectory, hatch: undefined, usual: "sh" }
      : { own: undefined, workingDirectory, hatch: takenOut, usual: "" };
  const usual =
    systems.has("windows") || systems.has("")
      ? systems.size === 1 && systems.has("windows")
        ? "pwsh"
        : ""
      : "bash";
  const hatch = asksForBash(job, systems, isInContainer) ? takenOut : undefined;
  return { own: undefined, workingDirectory, hatch, usual };
}

const takenOut: TomlValue = { run: { shell: false } };

/** Where cig would name bash; see job/bash.ts. What is in doubt is taken out, too, which does no harm. */
function asksForBash(job: Raw, systems: ReadonlySet<string>, isInContainer: boolean): boolean {
  if (isInContainer || systems.has("windows") || systems.has("")) return true;
  return listOf(job.steps)
    .map(recordOf)
    .some(({ run, shell }) => run !== undefined && shell === undefined && showsPipes(String(run)));
}

function showsPipes(script: string): boolean {
  return /\||\b(?:source|eval|set|shopt|SHELLOPTS)\b|(?:^|[\s;&(){}])\.\s/.test(script);
}
