import type { MessageInitShape } from "@bufbuild/protobuf";
import type { FactSchema, RepositoryFile } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { statedDependencies } from "../evidence/dependencies.ts";
import {
  folderOf,
  foldersUpwards,
  isMaterial,
  isTestSuite,
  nameOf,
  sortedFiles,
  textOfFile,
} from "../evidence/file.ts";
import { jsonAt, jsonTextAt } from "../evidence/json.ts";
import { factAt } from "../language/keys.ts";
import { lockedVersion, lockNames } from "./locked-version.ts";
import { packageManifest } from "./package-manifest.ts";
import { type ToolScript, toolScripts } from "./scripts.ts";

/** A tool that tests in a browser, and what shows that a repository uses it. */
export interface BrowserTool {
  /** "playwright": the fact is `browser.playwright`. */
  readonly name: string;
  /** Packages that bring the tool, the surest first, with the confidence that tests use it. */
  readonly packages: readonly {
    readonly ecosystem: "node" | "python";
    readonly name: string;
    readonly confidence: number;
  }[];
  /** Names of its configuration files. Without a package beside it, one is a weak sign. */
  readonly config: RegExp;
  /** Packages whose locked version is the tool's own. */
  readonly versioned: readonly string[];
  /** How a script of package.json that runs the tests looks. Absent: scripts are not asked. */
  readonly script?: RegExp;
}

type Fact = MessageInitShape<typeof FactSchema>;

interface Sign {
  readonly file: string;
  readonly line: number;
  readonly ecosystem: "node" | "python";
  readonly confidence: number;
  readonly rank: number;
}

/**
 * `browser.NAME` (its value is the ecosystem of the package that brings it), `.root`, the folder of the manifest that
 * decided, `.version` where a lock file at or above it names exactly one, or the manifest pins one, `.script`, the name of the first script
 * of the folder's package.json that runs it, and `.shadowed` where a script there bears the tool's own name.
 */
export async function browserEvidence(files: readonly RepositoryFile[], tool: BrowserTool): Promise<Fact[]> {
  const sorted = sortedFiles(files);
  const scripts = toolScripts(sorted, tool.script);
  const signs = [
    ...(await packageSigns(sorted, tool)),
    ...configSigns(sorted, tool),
    ...scriptSigns(scripts, tool),
  ].sort(inOrder);
  const first = signs[0];
  if (!first) return [];
  const root = folderOf(first.file);
  const key = `browser.${tool.name}`;
  const version = versionAbove(sorted, root, tool) ?? pinnedVersion(sorted, root, tool);
  const script = scripts.find(({ file }) => folderOf(file) === root);
  const manifest = packageManifest(sorted, root || ".");
  const namesake = jsonAt(manifest?.node, "scripts", tool.name);
  return [
    factAt(key, first.ecosystem, first.confidence, signs),
    factAt(`${key}.root`, root || ".", 1, [first]),
    ...(version ? [factAt(`${key}.version`, version.version, 1, [version])] : []),
    ...(script ? [factAt(`${key}.script`, script.name, 1, [script])] : []),
    ...(namesake
      ? [factAt(`${key}.shadowed`, "true", 1, [{ file: manifest!.file, line: namesake.line }])]
      : []),
  ];
}

/** A suite of browser tests is often a package of its own in a folder of tests. */
async function packageSigns(files: readonly RepositoryFile[], { packages }: BrowserTool): Promise<Sign[]> {
  const stated = await statedDependencies(files, (path) => isMaterial(path) && !isTestSuite(path));
  return stated.flatMap(({ ecosystem, name, file, line }) => {
    const rank = packages.findIndex((known) => known.ecosystem === ecosystem && known.name === name);
    const known = packages[rank];
    return known ? [{ file, line, ecosystem: known.ecosystem, confidence: known.confidence, rank }] : [];
  });
}

function configSigns(files: readonly RepositoryFile[], { config, packages }: BrowserTool): Sign[] {
  return files
    .filter(({ path }) => config.test(nameOf(path)) && !isMaterial(path))
    .map(({ path }) => ({
      file: path,
      line: 0,
      ecosystem: "node" as const,
      confidence: 0.6,
      rank: packages.length,
    }));
}

/** A script can fetch the tool by itself, so that nothing else names it. */
function scriptSigns(scripts: readonly ToolScript[], { packages }: BrowserTool): Sign[] {
  return scripts
    .filter(({ file }) => !isMaterial(file))
    .map(({ file, line }) => ({
      file,
      line,
      ecosystem: "node" as const,
      confidence: 0.6,
      rank: packages.length + 1,
    }));
}

/** The surest kind of sign first, folders of tests last, then the highest folder; files come sorted. */
function inOrder(a: Sign, b: Sign): number {
  const inTests = Number(isTestSuite(a.file)) - Number(isTestSuite(b.file));
  return a.rank - b.rank || inTests || a.file.split("/").length - b.file.split("/").length;
}

function versionAbove(files: readonly RepositoryFile[], root: string, { versioned }: BrowserTool) {
  const folders = foldersUpwards(root);
  for (const folder of folders)
    for (const file of files) {
      if (folderOf(file.path) !== folder || !lockNames.includes(nameOf(file.path))) continue;
      const found = lockedVersion(nameOf(file.path), textOfFile(file) ?? "", versioned);
      if (found) return { ...found, file: file.path };
    }
  return undefined;
}

/** Lock files that are too large are not read; a package.json that pins the version says it, too. */
function pinnedVersion(files: readonly RepositoryFile[], root: string, { versioned }: BrowserTool) {
  const manifest = packageManifest(files, root || ".");
  for (const section of ["devDependencies", "dependencies"])
    for (const name of versioned) {
      const version = jsonTextAt(manifest?.node, section, name);
      const line = jsonAt(manifest?.node, section, name)?.line ?? 0;
      if (version !== undefined && /^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
        return { version, line, file: manifest!.file };
    }
  return undefined;
}
