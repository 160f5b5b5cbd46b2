import { type FileIndex, joinPath, jsonAt, jsonTextAt } from "cig/sdk";
import { expander } from "./expand.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import type { PackageManager } from "./package-manager.ts";
import type { Root } from "./roots.ts";
import { readScripts } from "./scripts.ts";

/** A task that packages of a workspace have and its root has not, as one starts it for all of them. */
export interface MemberScript {
  readonly task: string;
  readonly command: string;
  readonly confidence: number;
  /** Where some of the packages say it. */
  readonly places: readonly { readonly file: string; readonly line: number }[];
}

/**
 * Tasks that only the packages have. Each is the script that most of them call by the same name; it is left out where
 * that name is something else in one of them, which would run too, and where the manager cannot run it for all.
 */
export function readMemberScripts(
  files: FileIndex,
  root: Root,
  { claims }: PackageManager,
  ofRoot: readonly string[],
): MemberScript[] {
  const packages = root.members.flatMap((directory) => {
    const { manifest } = readManifest(files, joinPath(directory, "package.json"));
    return manifest ? [{ directory, manifest, members: [] }] : [];
  });
  const members = packages.map(({ manifest }) => manifest);
  const chosen = packages.flatMap((member) =>
    readScripts(member.manifest, "npm", expander(files, member)).map((script) => ({
      ...script,
      file: member.manifest.file,
    })),
  );
  return ["test", "lint", "typecheck", "build"].flatMap((task) => {
    if (ofRoot.includes(task)) return [];
    const own = chosen.filter((script) => script.task === task);
    const name = mostUsual(own.map((script) => script.name));
    const such = own.filter((script) => script.name === name);
    const having = members.filter((member) => name !== undefined && has(member, name));
    if (name === undefined || having.length > such.length) return [];
    const command = commandFor(claims, name, having.length === members.length);
    const places = such.slice(0, 3).map(({ file, line }) => ({ file, line }));
    return command === undefined ? [] : [{ task, command, confidence: 0.8, places }];
  });
}

function mostUsual(names: readonly string[]): string | undefined {
  const times = (name: string) => names.filter((other) => other === name).length;
  return [...new Set(names)].sort((a, b) => times(b) - times(a) || (a < b ? -1 : 1))[0];
}

function has(member: Manifest, name: string): boolean {
  return (
    jsonAt(member.node, "scripts") !== undefined && jsonTextAt(member.node, "scripts", name) !== undefined
  );
}

/** Yarn 1 stops at the first package without the script; the plugin that Yarn 2 and 3 need may be absent. */
function commandFor(claims: PackageManager["claims"], name: string, haveAll: boolean): string | undefined {
  const version = claims.find((claim) => claim.version !== undefined)?.version ?? "";
  switch (claims[0]!.manager) {
    case "npm":
      return `npm run ${name} --workspaces --if-present`;
    case "pnpm":
      return `pnpm --recursive run ${name}`;
    case "bun":
      return `bun run --filter '*' ${name}`;
    case "yarn":
      if (/^(?:[4-9]|\d\d)/.test(version)) return `yarn workspaces foreach --all --topological run ${name}`;
      return version.startsWith("1.") && haveAll ? `yarn workspaces run ${name}` : undefined;
  }
}
