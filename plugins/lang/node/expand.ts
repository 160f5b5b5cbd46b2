import { type FileIndex, joinPath, jsonTextAt } from "cig/sdk";
import { type Manifest, readManifest } from "./manifest.ts";
import type { Root } from "./roots.ts";
import type { Expand } from "./scripts.ts";

/** Deeper than this nobody delegates, and a script that calls itself must end. */
const mostSteps = 4;

/**
 * Finds out what a root's scripts run in the end: `npm run x`, and `--filter`, `-w`, `workspace`, `--cwd` or
 * `--prefix` with a package of the workspace, are followed, and so are the scripts that `run-p`, `concurrently` and
 * `start-server-and-test` start side by side. What other task runners start is not known.
 */
export function expander(files: FileIndex, root: Pick<Root, "directory" | "manifest" | "members">): Expand {
  const members = root.members.flatMap((folder) => {
    const { manifest } = readManifest(files, joinPath(folder, "package.json"));
    return manifest ? [{ folder, manifest }] : [];
  });
  const follow = (text: string, at: Manifest, steps: number): string => {
    const parts = text.split(/&&?|\|\|?|;/).map((part) => part.trim());
    const calls = steps < mostSteps ? parts.flatMap(readCalls) : [];
    const reached = calls.flatMap((call) => {
      const target = call.workspace === undefined ? at : memberOf(call.workspace);
      const next = target && jsonTextAt(target.node, "scripts", call.script);
      return next === undefined ? [] : [follow(next, target!, steps + 1)];
    });
    return [text, ...reached].join(" && ");
  };
  return (text) => (root.manifest ? follow(text, root.manifest, 0) : text);

  function memberOf(name: string): Manifest | undefined {
    const folder = joinPath(root.directory, name.replace(/^\.\//, "").replace(/\/$/, ""));
    return members.find(
      (member) => jsonTextAt(member.manifest.node, "name") === name || member.folder === folder,
    )?.manifest;
  }
}

interface Call {
  readonly script: string;
  readonly workspace?: string;
}

function readCalls(part: string): Call[] {
  const [first = "", ...rest] = part.split(/\s+/);
  if (runners.test(first)) return namesIn(rest);
  const call = readCall([first, ...rest]);
  return call ? [call] : [];
}

/** Programs that start several scripts by their names. */
const runners = /^(?:run-[ps]|npm-run-all2?|concurrently|start-server-and-test|start-test|server-test)$/;

/** Every word that may be a name: `e2e`, `"npm:e2e"`, or the last of `"npm run e2e"`. Which one is, the manifest says. */
function namesIn(words: readonly string[]): Call[] {
  return words
    .map((word) => word.replace(/^["'\\]+|["'\\]+$/g, "").replace(/^(?:npm|yarn|pnpm|bun):/, ""))
    .filter((word) => word !== "" && !word.startsWith("-"))
    .map((script) => ({ script }));
}

/** `bun run --filter web test` → test of web. Undefined for what is no call of a script. */
function readCall(words: readonly string[]): Call | undefined {
  if (!/^(npm|pnpm|yarn|bun)$/.test(words[0]!)) return undefined;
  let workspace: string | undefined;
  const rest: string[] = [];
  for (let index = 1; index < words.length; index++) {
    const [option, value] = words[index]!.split("=", 2) as [string, string?];
    if (/^(-F|-w|-C|--(filter|workspace|cwd|prefix|dir))$/.test(option)) workspace = value ?? words[++index];
    else if (option === "workspace" && rest.length === 0) workspace = words[++index];
    else if (!option.startsWith("-") && option !== "run") rest.push(option);
  }
  return rest[0] === undefined
    ? undefined
    : {
        script: rest[0],
        ...(workspace !== undefined && { workspace: workspace.replace(/^["']|["']$/g, "") }),
      };
}
