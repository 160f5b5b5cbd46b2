import { call } from "../groovy/call.ts";
import { groovyString } from "../groovy/literal.ts";
import type { Scope } from "../scope.ts";

/** How a script of each shell begins, and which step of Jenkins runs it. */
interface Shell {
  readonly step: "sh" | "bat" | "pwsh" | "powershell";
  readonly head: string;
}

const shells: Readonly<Record<string, Shell>> = {
  // Without a first line of its own Jenkins would run `sh -xe`, which shows every command with its values.
  bash: { step: "sh", head: "#!/usr/bin/env bash\nset -eo pipefail\n" },
  sh: { step: "sh", head: "#!/bin/sh\nset -e\n" },
  python: { step: "sh", head: "#!/usr/bin/env python3\n" },
  pwsh: { step: "pwsh", head: "" },
  powershell: { step: "powershell", head: "" },
  cmd: { step: "bat", head: "" },
};

/** A POSIX shell does not read the file of variables that bash reads by itself. */
const posixTools = '. "$BASH_ENV"\n';

/** A script as Jenkins gets it: the author's text behind what chooses its shell. */
export function wholeScript(script: string, word: string, hasTools: boolean, scope: Scope): string {
  const shell = shellFor(word, scope);
  return shell.head + (word === "sh" && hasTools ? posixTools : "") + closed(script);
}

/** A call of the step that runs a script. `label` is a Groovy expression. */
export function scriptCall(
  script: string,
  word: string,
  label: string | undefined,
  hasTools: boolean,
  scope: Scope,
): readonly [step: string, args: Map<string, string>] {
  const { step } = shellFor(word, scope);
  const args = new Map<string, string>();
  if (label !== undefined) args.set("label", label);
  args.set("script", groovyString(wholeScript(script, word, hasTools, scope)));
  return [step, args];
}

/** A script of this plugin, for bash. */
export function ownScript(label: string, lines: readonly string[]): string {
  const script = `${shells.bash!.head}${lines.join("\n")}\n`;
  return call("sh", [
    ["label", groovyString(label)],
    ["script", groovyString(script)],
  ]);
}

function shellFor(word: string, scope: Scope): Shell {
  const name = word || "bash";
  const shell = Object.hasOwn(shells, name) ? shells[name]! : undefined;
  const isWindows = name === "cmd" || name === "powershell";
  if (shell && (!isWindows || scope.os === "windows")) return shell;
  scope.report.add(
    "JK008",
    scope.subject,
    shell
      ? `The shell "${name}" is one of Windows, and the job runs on ${scope.os}.`
      : `Jenkins has no shell "${name}".`,
    shell
      ? 'Use shell = "pwsh", or let the job run on windows.'
      : `The shells are ${Object.keys(shells).join(", ")}.`,
  );
  return shells.bash!;
}

/** A text that ends its last line; blank lines at the end are nobody's meaning. */
function closed(script: string): string {
  const trimmed = script.replace(/(?:\r?\n[ \t]*)+$/, "");
  return trimmed.endsWith("\\") ? trimmed : `${trimmed}\n`;
}
