import type { Job, Step } from "cig/sdk";
import type { Scope } from "../../scope.ts";
import { shellOf } from "./run.ts";

/**
 * The script with a line in front that gives GitHub's file for outputs the name that it has on every provider: where
 * the script names it, or has outputs and names neither (what it runs will then).
 */
export function withOutputFile(script: string, step: Step, job: Job, scope: Scope): string {
  const namesNeither = !/\b(?:CIG|GITHUB)_OUTPUT\b/.test(script);
  if (!/\bCIG_OUTPUT\b/.test(script) && !(step.outputs.length > 0 && namesNeither)) return script;
  const shell = shellOf(step, job);
  const line = lines[shell];
  if (line && !first[shell]?.test(script)) return `${line}\n${script}`;
  scope.report.add(
    "GH024",
    scope.subject,
    line
      ? "The script names CIG_OUTPUT and begins with what no line may precede."
      : `A script for ${shell} cannot be given CIG_OUTPUT on GitHub.`,
    "Write GITHUB_OUTPUT instead of CIG_OUTPUT: that name works on every provider, too.",
  );
  return script;
}

const lines: Readonly<Record<string, string>> = {
  bash: 'export CIG_OUTPUT="$GITHUB_OUTPUT"',
  sh: 'export CIG_OUTPUT="$GITHUB_OUTPUT"',
  pwsh: "$env:CIG_OUTPUT = $env:GITHUB_OUTPUT",
  powershell: "$env:CIG_OUTPUT = $env:GITHUB_OUTPUT",
  cmd: '@set "CIG_OUTPUT=%GITHUB_OUTPUT%"',
  python: 'import os; os.environ["CIG_OUTPUT"] = os.environ["GITHUB_OUTPUT"]',
};

/** What these languages want at the beginning of a file. */
const first: Readonly<Record<string, RegExp>> = {
  pwsh: /^(?:\s|#.*\n)*(?:param\s*\(|using\s|\[CmdletBinding)/i,
  powershell: /^(?:\s|#.*\n)*(?:param\s*\(|using\s|\[CmdletBinding)/i,
  python: /^from\s+__future__\s/m,
};
