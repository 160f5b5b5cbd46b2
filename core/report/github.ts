import { appendFileSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { foreign } from "./foreign.ts";

/** What GitHub's runner told us in its environment. */
export interface GitHubRun {
  /** Where the repository is checked out; annotations are relative to it. */
  readonly workspace: string | undefined;
  /** The file whose Markdown is shown on the run's page. */
  readonly summaryFile: string | undefined;
}

/** The run that this process is part of, or undefined outside GitHub Actions. */
export function gitHubRun(environment: Readonly<Record<string, string | undefined>>): GitHubRun | undefined {
  if (environment.GITHUB_ACTIONS !== "true") return undefined;
  return {
    workspace: environment.GITHUB_WORKSPACE || undefined,
    summaryFile: environment.GITHUB_STEP_SUMMARY || undefined,
  };
}

/**
 * The runner command that shows a diagnostic beside its line in the pull request. `root` is the folder that the
 * diagnostic's paths are relative to.
 */
export function annotation(diagnostic: Diagnostic, root: string, run: GitHubRun): string {
  const command = { error: "error", warning: "warning", info: "notice" }[diagnostic.level];
  const properties: string[] = [];
  const { at } = diagnostic;
  const file = at && workspacePath(join(root, at.file), run.workspace);
  if (at && file !== undefined) {
    properties.push(`file=${escapeProperty(file)}`);
    if (at.line > 0) properties.push(`line=${at.line}`);
    if (at.line > 0 && at.column > 0) properties.push(`col=${at.column}`);
  }
  properties.push(`title=${escapeProperty(foreign(`${diagnostic.code}: ${diagnostic.title}`))}`);
  const text = diagnostic.hint ? `${diagnostic.message}\n${diagnostic.hint}` : diagnostic.message;
  return `::${command} ${properties.join(",")}::${escapeData(foreign(text))}\n`;
}

/** Opens a fold of the run's log; `::endgroup::` closes it. */
export function group(title: string): string {
  return `::group::${escapeData(title)}\n`;
}

/** Adds Markdown to the run's page. A page that cannot be written is no reason to fail. */
export function addToSummary(run: GitHubRun, markdown: string): void {
  if (run.summaryFile === undefined) return;
  try {
    appendFileSync(run.summaryFile, markdown);
  } catch {
    return;
  }
}

function workspacePath(file: string, workspace: string | undefined): string | undefined {
  const path = relative(workspace ?? process.cwd(), file);
  if (path.startsWith("..") || isAbsolute(path)) return undefined;
  return path.split(sep).join("/");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
