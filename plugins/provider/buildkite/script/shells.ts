import type { Scope } from "../scope.ts";

const commands: Readonly<Record<string, readonly string[]>> = {
  bash: ["bash", "-eo", "pipefail", "-c"],
  sh: ["sh", "-e", "-c"],
  pwsh: ["pwsh", "-NoProfile", "-Command"],
  powershell: ["powershell", "-NoProfile", "-Command"],
  python: ["python3", "-c"],
};

/** The command that is given a script as its last word. `hasTools`: bash reads what set-up scripts have left. */
export function shellWords(word: string, hasTools: boolean, scope: Scope): readonly string[] {
  const shell = word || "bash";
  const known = Object.hasOwn(commands, shell) ? commands[shell] : undefined;
  if (!known)
    scope.report.add(
      "BK008",
      scope.subject,
      `Buildkite's agent starts scripts from bash, and "${word}" takes none as a word of a command.`,
      `The shells are ${Object.keys(commands).join(", ")}.`,
    );
  const words = known ?? commands.bash!;
  return hasTools && shell !== "bash" ? ["bash", "-c", `'"$@"'`, "-", ...words] : words;
}
