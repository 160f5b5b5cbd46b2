import {
  type FileIndex,
  type JsonNode,
  joinPath,
  jsonAt,
  jsonItems,
  jsonTextAt,
  linesOf,
  toolStatements,
  versionFile,
} from "cig/sdk";
import { type Remark, remarkAt } from "./remarks.ts";
import { lockFiles, type Root } from "./roots.ts";
import { readRange, readVersion } from "./version.ts";

export const managers = ["npm", "pnpm", "yarn", "bun"] as const;
export type Manager = (typeof managers)[number];

/** A place that speaks for a package manager. */
export interface Claim {
  readonly manager: Manager;
  readonly file: string;
  readonly line: number;
  /** What kind of place: "packageManager", "lockfile", … */
  readonly source: string;
  readonly version?: string;
  readonly constraint?: string;
}

export interface PackageManager {
  /** The winner first, then what else speaks for the same. Empty where there is no package.json. */
  readonly claims: readonly Claim[];
  /** Path of the winner's lock file. */
  readonly lockfile?: string;
  readonly remarks: readonly Remark[];
}

/**
 * Which package manager a root uses. In the order in which they win: `packageManager`, `devEngines`, volta,
 * an `only-allow` script, lock files (pnpm, Bun, Yarn, npm), settings files, tool versions, `engines`; npm
 * when nothing speaks.
 */
export function readPackageManager(files: FileIndex, root: Root): PackageManager {
  if (!files.has(joinPath(root.directory, "package.json"))) return { claims: [], remarks: [] };
  const stated = fromField(root);
  const claims = [
    ...stated.claims,
    ...fromDevEngines(root),
    ...fromVolta(root),
    ...fromOnlyAllow(root),
    ...fromLockFiles(files, root),
    ...fromSettings(files, root),
    ...fromToolFiles(files, root),
    ...fromEngines(root),
  ];
  const winner = claims[0] ?? byDefault(root);
  const agreeing = claims.filter(({ manager }) => manager === winner.manager);
  const lockfile = lockFiles
    .filter(([, manager]) => manager === winner.manager)
    .map(([name]) => joinPath(root.directory, name))
    .find((path) => files.has(path));
  return {
    claims: agreeing.length > 0 ? agreeing : [winner],
    ...(lockfile !== undefined && { lockfile }),
    remarks: [...stated.remarks, ...otherLocks(files, root, winner, lockfile)],
  };
}

function fromField(root: Root): { claims: Claim[]; remarks: Remark[] } {
  const node = jsonAt(root.manifest?.node, "packageManager");
  if (!node) return { claims: [], remarks: [] };
  const { file } = root.manifest!;
  const found = typeof node.value === "string" ? /^(\w+)@v?([^+\s]+)(\+\S+)?$/.exec(node.value.trim()) : null;
  const manager = managers.find((name) => name === found?.[1]);
  if (manager)
    return {
      claims: [{ manager, file, line: node.line, source: "packageManager", ...stating(found![2]!) }],
      remarks: [],
    };
  const message = `The field "packageManager" in "${file}" does not name npm, pnpm, yarn or bun with a version, so it does not count.`;
  return {
    claims: [],
    remarks: [remarkAt("NODE105", file, node.line, message, 'Write it as "pnpm@10.2.0".')],
  };
}

function fromDevEngines(root: Root): Claim[] {
  const stated = jsonAt(root.manifest?.node, "devEngines", "packageManager");
  const entries = stated?.value instanceof Map ? [stated] : jsonItems(stated);
  return entries.flatMap((entry) => {
    const manager = managers.find((name) => name === jsonTextAt(entry, "name"));
    if (!manager) return [];
    return [
      {
        manager,
        file: root.manifest!.file,
        line: jsonAt(entry, "name")!.line,
        source: "devEngines",
        ...ranging(jsonAt(entry, "version")),
      },
    ];
  });
}

/** Volta always names npm's version together with another manager's; npm alone is no choice. */
function fromVolta(root: Root): Claim[] {
  return (["pnpm", "yarn"] as const).flatMap((manager) => {
    const node = jsonAt(root.manifest?.node, "volta", manager);
    const value = jsonTextAt(node);
    if (!node || value === undefined) return [];
    return [{ manager, file: root.manifest!.file, line: node.line, source: "volta", ...stating(value) }];
  });
}

function fromOnlyAllow(root: Root): Claim[] {
  const node = jsonAt(root.manifest?.node, "scripts", "preinstall");
  const name = /\bonly-allow\s+(\w+)/.exec(jsonTextAt(node) ?? "")?.[1];
  const manager = managers.find((known) => known === name);
  return manager ? [{ manager, file: root.manifest!.file, line: node!.line, source: "only-allow" }] : [];
}

function fromLockFiles(files: FileIndex, root: Root): Claim[] {
  return lockFiles
    .map(([name, manager]) => ({
      manager,
      file: joinPath(root.directory, name),
      line: 0,
      source: "lockfile",
    }))
    .filter(({ file }) => files.has(file));
}

function fromSettings(files: FileIndex, root: Root): Claim[] {
  const found: Claim[] = [];
  const say = (name: string, manager: Manager, more: Partial<Claim> = {}) => {
    const file = joinPath(root.directory, name);
    if (files.has(file)) found.push({ manager, file, line: 0, source: "settings", ...more });
  };
  say("pnpm-workspace.yaml", "pnpm");
  say(".yarnrc.yml", "yarn", berry(files, joinPath(root.directory, ".yarnrc.yml")));
  say(".yarnrc", "yarn");
  say("bunfig.toml", "bun");
  return found;
}

/** Only Yarn 2 and later reads .yarnrc.yml; `yarnPath` may name the release that is committed. */
function berry(files: FileIndex, file: string): Partial<Claim> {
  for (const [index, line] of linesOf(files.text(file) ?? "").entries()) {
    const version = /^yarnPath:\s*["']?\S*?yarn-(\d+\.\d+\.\d+[\w.-]*?)\.c?js["']?\s*(#.*)?$/.exec(line)?.[1];
    if (version !== undefined) return { version, line: index + 1 };
  }
  return { constraint: ">=2" };
}

function fromToolFiles(files: FileIndex, root: Root): Claim[] {
  const found = (["pnpm", "yarn", "bun"] as const).flatMap((manager) =>
    toolStatements(files, root.directory, [manager, `npm:${manager}`, `aqua:${manager}`]).map(
      ({ value, file, line }) => ({
        manager,
        file,
        line,
        source: "tool versions",
        ...stating(value),
      }),
    ),
  );
  const bun = versionFile(files, joinPath(root.directory, ".bun-version")).slice(0, 1);
  return [
    ...found,
    ...bun.map(({ value, file, line }) => ({
      manager: "bun" as const,
      file,
      line,
      source: "tool versions",
      ...stating(value),
    })),
  ];
}

/** `engines.npm` says which npm would do, not that npm is used; and some write "please use yarn" there. */
function fromEngines(root: Root): Claim[] {
  return (["pnpm", "yarn", "bun"] as const).flatMap((manager) => {
    const node = jsonAt(root.manifest?.node, "engines", manager);
    const stated = ranging(node);
    if (!node || Object.keys(stated).length === 0) return [];
    return [{ manager, file: root.manifest!.file, line: node.line, source: "engines", ...stated }];
  });
}

/** npm comes with Node. */
function byDefault(root: Root): Claim {
  return { manager: "npm", file: joinPath(root.directory, "package.json"), line: 0, source: "default" };
}

function stating(text: string): Partial<Claim> {
  const meaning = readVersion(text);
  return meaning.kind === "version"
    ? { version: meaning.value }
    : meaning.kind === "constraint"
      ? { constraint: meaning.value }
      : {};
}

function ranging(node: JsonNode | undefined): Partial<Claim> {
  const meaning = readRange(jsonTextAt(node) ?? "");
  return meaning.kind === "version"
    ? { version: meaning.value }
    : meaning.kind === "constraint"
      ? { constraint: meaning.value }
      : {};
}

/** Lock files of managers that are not used: somebody forgot to remove them, or we chose wrongly. */
function otherLocks(files: FileIndex, root: Root, winner: Claim, lockfile: string | undefined): Remark[] {
  const others = fromLockFiles(files, root).filter(({ manager }) => manager !== winner.manager);
  if (others.length === 0) return [];
  const names = others.map(({ file }) => `"${file}"`).join(" and ");
  const reason =
    winner.source === "lockfile" ? `"${winner.file}" exists` : `"${winner.file}" says so (${winner.source})`;
  const [first] = others;
  if (lockfile === undefined)
    return [
      remarkAt(
        "NODE107",
        first!.file,
        0,
        `The package manager is ${winner.manager}, because ${reason}, but the only lock file is ${names}.`,
        `Run "${winner.manager} install" and commit its lock file, or correct the statement.`,
      ),
    ];
  return [
    remarkAt(
      "NODE103",
      first!.file,
      0,
      `The package manager is ${winner.manager}, because ${reason}; ${names} ${others.length === 1 ? "is" : "are"} not used.`,
      `Remove ${names}, or state "packageManager" in package.json.`,
    ),
  ];
}
