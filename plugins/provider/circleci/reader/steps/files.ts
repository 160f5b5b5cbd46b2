import { plainWord, shellTokens, shellWord } from "cig/sdk/table";
import { unescaped } from "../expression/text.ts";
import { type Environment, textOfPieces, textOfWord } from "../shell/words.ts";

/** Files that a script gathers for an artifact. */
export interface Gathered {
  readonly name: string;
  readonly paths: readonly string[];
  /** Whether the script asks if there were any. */
  readonly ifMissing: "warn" | "error" | "ignore";
  /** The folder of a report; absent for an artifact. */
  readonly report?: string;
}

/** Reads a script that gathers files: the folder's name is the artifact's, and a loop or one line names the paths. */
export function readGather(command: string, environment: Environment): Gathered | undefined {
  const script = unescaped(command);
  if (!script.startsWith("shopt -s nullglob dotglob")) return undefined;
  const folder = /^folder=(.*?)(?:\/"\$CIRCLE_(?:JOB|NODE_INDEX|JOB-\$CIRCLE_NODE_INDEX)")?$/m.exec(
    script,
  )?.[1];
  const target = folder === undefined ? undefined : textOfWord(folder, {}, environment);
  const words = /^for path in (.*); do$/m.exec(script)?.[1] ?? /^path=(.*)$/m.exec(script)?.[1];
  if (target === undefined || words === undefined) return undefined;
  const out = /&& rm -rf -- (.*)\)$/m.exec(script)?.[1];
  const report = /^(.*\bcig\/report-\d+)(?:\/|$)/s.exec(target)?.[1];
  return {
    name: target.replace(/^.*\/artifacts\//s, "").replace(/^.*\/workspace\//s, "workspace-"),
    ...(report !== undefined && { report }),
    ifMissing: missingOf(script),
    paths: [
      ...pathsIn(words, environment),
      ...(out === undefined ? [] : pathsIn(out, environment).map((path) => `!${path}`)),
    ],
  };
}

function missingOf(script: string): "warn" | "error" | "ignore" {
  const asks = /^if \[ -z "\$found" \]; then .*$/m.exec(script)?.[0];
  if (asks === undefined) return "ignore";
  return /\bexit 1; fi$/.test(asks) ? "error" : "warn";
}

/** Reads a script that puts the files of an artifact where they belong. */
export function readFetch(
  command: string,
  environment: Environment,
): { readonly name: string; readonly path: string } | undefined {
  const script = unescaped(command).trim();
  const files =
    /^if \[ -d (\S+)\/attached\/workspace\/([\w-]+) \]; then cp -R .* \.; fi$/.exec(script) ??
    /^for folder in (\S+)\/attached\/workspace\/([\w-]+)\/\*\/; do .* \.; fi; done$/.exec(script);
  if (files) return { name: `workspace-${files[2]}`, path: "" };
  const match =
    /(?:^|\n)for folder in (\S.*?)\/\*\/; do cp -R "\$folder\." (.*); done$/.exec(script) ??
    /(?:^|\n)cp -R (\S.*?)\/\. (.*)$/.exec(script);
  const source = match && textOfWord(match[1]!, {}, environment);
  if (!match || !source || !/\/attached\/artifacts\//.test(source)) return undefined;
  const path = textOfWord(match[2]!, {}, environment) ?? "";
  return { name: source.replace(/^.*\/artifacts\//s, ""), path: path === "." ? "" : path };
}

/** Reads the lines that leave outputs: `printf '%s' WORD > …/outputs/JOB/NAME`. */
export function readOutputs(
  command: string,
  environment: Environment,
  carried: Environment,
): Record<string, string> | undefined {
  const lines = unescaped(command).trim().split("\n");
  if (!/^mkdir -p \S*\/kept\/outputs\/\S+$/.test(lines[0] ?? "")) return undefined;
  const found = lines.slice(1).flatMap((line): [string, string][] => {
    const match = /^printf '%s' (.*) > \S*\/outputs\/[\w-]+\/([\w-]+)$/s.exec(line);
    const text = match && textOfWord(match[1]!, environment, carried);
    return match && text !== undefined && text !== null ? [[match[2]!, text]] : [];
  });
  return Object.fromEntries(found);
}

function pathsIn(words: string, environment: Environment): string[] {
  return (shellTokens(words) ?? []).flatMap((token) => {
    if (token.kind !== "word") return [];
    const plain = plainWord(token.pieces) ?? textOfPieces(shellWord(token.source) ?? [], {}, environment);
    return [plain.replace(/^\.\/(?=-)/, "").replace(/^\{\{ secrets\.HOME \}\}(?=\/)/, "~")];
  });
}
