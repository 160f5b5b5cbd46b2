import type { Fact } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { compileGlobs } from "../repo/glob.ts";

/** What the places of the roots say about them. */
export interface Places {
  /** Folders that are material of the package around them: they are no evidence. Sorted. */
  readonly strays: readonly string[];
  /** Folders that only seem to be the project's: what is found there is a guess. Sorted. */
  readonly asides: readonly string[];
}

/**
 * Weighs each root of a language by where it lies, what lies above it and what workspaces include. A root that a
 * workspace of its own language declares, and the top, are always taken for what they are. Of the others,
 *
 * - three or more of one language inside a package of another language are its material (a checker's test projects);
 * - below a top of another language, six or more of one language side by side, in a folder that does not say that it
 *   holds parts of the product, are no more than likely; so is one in a folder of scripts or tools.
 */
export function weighPlaces(facts: readonly Fact[]): Places {
  const roots = rootsIn(facts);
  const isDeclared = declaredBy(facts);
  const doubtful = roots.filter((root) => root.directory !== "." && !isDeclared(root));
  const strays = new Set<string>();
  const asides = new Set<string>();
  for (const root of doubtful) {
    const home = homeOf(root, roots);
    const isForeign = home.length > 0 && home.every(({ tool }) => tool !== root.tool);
    const around = home[0]?.directory ?? ".";
    if (isForeign && around !== ".") {
      const alike = doubtful.filter(
        ({ tool, directory }) => tool === root.tool && isBelow(directory, around),
      );
      if (alike.length >= 3) strays.add(root.directory);
      continue;
    }
    const parent = parentOf(root.directory);
    const siblings = doubtful.filter(
      ({ tool, directory }) => tool === root.tool && parentOf(directory) === parent,
    );
    const isCrowd = parent !== "" && siblings.length >= 6 && !holdsParts.test(parent);
    if (isForeign && (isCrowd || serves.test(root.directory))) asides.add(root.directory);
  }
  return { strays: [...strays].sort(), asides: [...asides].filter((each) => !strays.has(each)).sort() };
}

/** True for a path in one of the folders. */
export function isIn(path: string, directories: readonly string[]): boolean {
  return directories.some((directory) => isBelow(path, directory));
}

/** The folder that a fact's key names: "api" of `python[api].version`. */
export function folderOfKey(key: string): string | undefined {
  return /^[a-z][\w-]*\[([^\]]+)\]\./.exec(key)?.[1];
}

interface Root {
  readonly tool: string;
  /** "." or a path. */
  readonly directory: string;
}

/** Folders of packages: what builds an image has its Dockerfiles anywhere, and is no package. */
function rootsIn(facts: readonly Fact[]): Root[] {
  return facts
    .filter(({ confidence }) => confidence >= 0.7)
    .flatMap(({ key }) => {
      const [, tool, directory] = /^([a-z][\w-]*)(?:\[([^\]]+)\])?\.root$/.exec(key) ?? [];
      return tool === undefined ? [] : [{ tool, directory: directory ?? "." }];
    });
}

function declaredBy(facts: readonly Fact[]): (root: Root) => boolean {
  const workspaces = facts.flatMap(({ key, value, plugin }) => {
    const match = /^(?:[a-z][\w-]*\[([^\]]+)\]\.)?workspace\.members$/.exec(key);
    if (!match) return [];
    const patterns = value.split(", ").map((pattern) => pattern.replace(/^(!?)\.\//, "$1"));
    const tool = plugin.slice(plugin.lastIndexOf("/") + 1);
    return [{ tool, directory: match[1] ?? ".", includes: compileGlobs(patterns) }];
  });
  return ({ tool, directory }) =>
    workspaces.some((workspace) => {
      if (workspace.tool !== tool || !isBelow(directory, workspace.directory)) return false;
      const inside =
        workspace.directory === "." ? directory : directory.slice(workspace.directory.length + 1);
      return workspace.includes(inside);
    });
}

/** The roots of the nearest folder above that has some. */
function homeOf({ directory }: Root, roots: readonly Root[]): Root[] {
  const above = roots.filter((other) => other.directory !== directory && isBelow(directory, other.directory));
  const depth = (root: Root) => (root.directory === "." ? 0 : root.directory.split("/").length);
  const nearest = Math.max(...above.map(depth));
  return above.filter((root) => depth(root) === nearest);
}

function isBelow(path: string, directory: string): boolean {
  return directory === "." || path === directory || path.startsWith(`${directory}/`);
}

function parentOf(directory: string): string {
  return directory.slice(0, Math.max(0, directory.lastIndexOf("/")));
}

/** Folders whose folders are each a part of the product. */
const holdsParts =
  /(^|\/)(adapters|apps?|backends?|clients?|components|connectors|crates|extensions|functions|integrations|lambdas?|libs?|modules|packages|plugins|projects|sdks?|servers?|services?|workers)(\/[^/]+)?$/i;

/** Folders that serve the upkeep of the repository. */
const serves = /(^|\/)(hack|scripts?|tools?)(\/|$)/i;
