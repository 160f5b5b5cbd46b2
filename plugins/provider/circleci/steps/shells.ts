import type { Scope } from "../scope.ts";

const posix: Readonly<Record<string, string>> = {
  bash: "bash -eo pipefail",
  sh: "sh -e",
  pwsh: "pwsh",
  python: "python3",
};

const windows: Readonly<Record<string, string>> = {
  bash: "bash.exe -eo pipefail",
  sh: "bash.exe -e",
  pwsh: "pwsh.exe",
  powershell: "powershell.exe -ExecutionPolicy Bypass",
  cmd: "cmd.exe",
  python: "python.exe",
};

/** The value of `shell` for a word of cig.toml; undefined for none, which is bash, as is CircleCI's own. */
export function shellFor(word: string, scope: Scope): string | undefined {
  if (word === "") return undefined;
  const known = scope.os === "windows" ? windows : posix;
  if (Object.hasOwn(known, word)) return known[word];
  scope.report.add(
    "CC008",
    scope.subject,
    `CircleCI has no shell "${word}" on ${scope.os ?? "every machine of this job"}.`,
    `The shells are ${Object.keys(known).join(", ")}.`,
  );
  return undefined;
}
