import { type ShellPiece, shellWord } from "cig/sdk/table";

/** What a job has set: variables by name, as texts in cig's notation. */
export type Environment = Readonly<Record<string, string>>;

/** Expansions that CircleCI's generator writes, by the names of cig.toml. */
const known: readonly (readonly [RegExp, string])[] = [
  [/^\$\{CIRCLE_TAG:\+refs\/tags\/\}\$\{CIRCLE_TAG:-refs\/heads\/\$\{CIRCLE_BRANCH:-\}\}/, "git.ref"],
  [/^\$\{CIRCLE_PULL_REQUEST##\*\/\}/, "pr.number"],
  [/^\$(?:CIRCLE_USERNAME\b|\{CIRCLE_USERNAME(?::-)?\})/, "run.actor"],
  [/^\$(?:CIRCLE_SHA1\b|\{CIRCLE_SHA1(?::-)?\})/, "git.sha"],
  [/^\$(?:CIRCLE_BRANCH\b|\{CIRCLE_BRANCH(?::-)?\})/, "git.branch"],
  [/^\$(?:CIRCLE_TAG\b|\{CIRCLE_TAG(?::-)?\})/, "git.tag"],
  [/^\$\(\(\$\{CIRCLE_NODE_INDEX:-0\} \+ 1\)\)/, "shard.number"],
  [/^\$(?:CIRCLE_NODE_INDEX\b|\{CIRCLE_NODE_INDEX(?::-0?)?\})/, "shard.index"],
  [/^\$(?:CIRCLE_NODE_TOTAL\b|\{CIRCLE_NODE_TOTAL(?::-1?)?\})/, "shard.total"],
  [/^\$\{HOME\}\$\{CIRCLE_WORKING_DIRECTORY#\\~\}/, "workspace"],
  [/^\$\(case "\$\(uname -s\)" in .*? esac\)/s, "runner.os"],
  [/^\$\(case "\$\(uname -m\)" in .*? esac\)/s, "runner.arch"],
];

/**
 * A word of a shell as a text in cig's notation; undefined where it is not one word. `carried` are variables that
 * bring values of the configuration.
 */
export function textOfWord(
  source: string,
  environment: Environment,
  carried: Environment,
): string | undefined {
  const pieces = shellWord(source);
  return pieces && textOfPieces(pieces, environment, carried);
}

/** The same of pieces. */
export function textOfPieces(
  pieces: readonly ShellPiece[],
  environment: Environment,
  carried: Environment,
): string {
  // Names can be made of two expansions, which stand side by side.
  const runs: ShellPiece[] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (piece.kind === "expansion" && last?.kind === "expansion")
      runs[runs.length - 1] = { kind: "expansion", source: last.source + piece.source };
    else runs.push(piece);
  }
  return runs
    .map((piece) =>
      piece.kind === "expansion" ? textOfExpansions(piece.source, environment, carried) : piece.text,
    )
    .join("")
    .replace(
      "https://app.circleci.com/pipelines/workflows/{{ secrets.CIRCLE_WORKFLOW_ID }}",
      "{{ run.url }}",
    );
}

function textOfExpansions(source: string, environment: Environment, carried: Environment): string {
  if (source === "") return "";
  for (const [pattern, name] of known) {
    const match = pattern.exec(source);
    if (match) return `{{ ${name} }}${textOfExpansions(source.slice(match[0].length), environment, carried)}`;
  }
  const variable = /^\$(?:(\w+)|\{(\w+)(?::-)?\})/.exec(source);
  const rest = (found: string) => textOfExpansions(source.slice(found.length), environment, carried);
  if (variable) {
    const name = (variable[1] ?? variable[2])!;
    const value = Object.hasOwn(carried, name)
      ? carried[name]!
      : `{{ ${Object.hasOwn(environment, name) ? "env" : "secrets"}.${name} }}`;
    return value + rest(variable[0]);
  }
  const output =
    /^\$\(cat \S*?\/outputs\/([\w-]+)\/([\w-]+)[^()]*\)/.exec(source) ??
    /^\$\(sed -n "s\/\^([\w-]+)=\/\/p" \S*?\/outputs\/([\w-]+)[^()]*\)/.exec(source);
  if (!output) return `{{ shell: ${source} }}`;
  const [found, first = "", second = ""] = output;
  const name = found.startsWith("$(cat")
    ? `jobs.${first}.outputs.${second}`
    : `steps.${second}.outputs.${first}`;
  return `{{ ${name} }}${rest(found)}`;
}
