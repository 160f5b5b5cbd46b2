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

/** A call of a function in one line, or, where that is long, in several: the variables, and as many options as fit. */
export function longCall(variables: readonly string[], words: readonly string[]): string[] {
  const line = [...variables, ...words].join(" ");
  if (line.length <= width && !line.includes("\n")) return [line];
  return [...variables.map((variable) => `${variable} \\`), brokenAtOptions(words)];
}

function brokenAtOptions(words: readonly string[]): string {
  let lines = words[0] ?? "";
  for (const word of words.slice(1)) {
    const isLong = lines.length - lines.lastIndexOf("\n") + word.length > width;
    lines += isLong && word.startsWith("-") ? ` \\\n  ${word}` : ` ${word}`;
  }
  return lines;
}

const width = 110;
