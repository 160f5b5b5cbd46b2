import type { TomlTable, TomlValue } from "cig/sdk/import";
import { isRecord, recordOf } from "../../reader/raw.ts";
import type { Document, Place } from "../document.ts";
import { distinctId } from "../names.ts";
import { compact } from "../plain.ts";
import type { Scope } from "../portable.ts";
import { importStrategy } from "../strategy.ts";
import { areApart, type Key, readKey } from "./key.ts";
import { isSaidByKey } from "./machines.ts";
import { type CacheStep, cacheSteps, type Ground, groundOf, stepPlace } from "./uses.ts";

/** Caches of a repository that cig.toml can say. */
export interface Caches {
  /** The id of the cache that a step restores and saves; undefined for one that stays GitHub's own. */
  idFor(document: Document, place: Place): string | undefined;
  /** `[caches]`: those that were asked for. */
  used(): TomlTable;
}

/** What the caches are looked for in. */
export interface CacheSource {
  readonly document: Document;
  /** cig's ids of the jobs, by GitHub's. */
  readonly ids: ReadonlyMap<string, string>;
}

interface Use extends CacheStep {
  readonly read: Key | undefined;
  readonly ground: Ground;
}

interface Known {
  readonly id: string;
  readonly uses: readonly Use[];
}

/**
 * Learns from all steps which caches cig.toml can say. cig's keys are not those of the file: a cache is said for all steps
 * that may find what one of them saves, or stays for all of them what it is. GitHub gives nobody a cache of other paths, so
 * steps with the same paths are what belongs together. `kept` are ids of jobs that are carried word by word; `actions` are
 * those of the repository, whose steps stay what they are.
 */
export function openCaches(
  sources: readonly CacheSource[],
  actions: readonly Document[],
  kept: ReadonlySet<string>,
): Caches {
  const others = actions.flatMap((action) => cacheSteps(recordOf(action.root.runs).steps, action.file));
  const uses = sources.flatMap((source) => usesIn(source, kept));
  const known = new Map<string, Known>();
  const taken = new Set(reserved);
  for (const group of groupsOf(uses, others))
    if (isSayable(group)) {
      const id = distinctId(idFor(group[0]!), taken);
      for (const { place } of group) known.set(place, { id, uses: group });
    }
  const asked = new Map<string, Known>();
  return {
    idFor(document, place) {
      const found = known.get(stepPlace(document, place));
      if (found) asked.set(found.id, found);
      return found?.id;
    },
    used: () =>
      Object.fromEntries(
        [...asked].map(
          ([
            id,
            {
              uses: [use],
            },
          ]) => [id, tableOf(id, use!)],
        ),
      ),
  };
}

/** Ids of caches that plugins bring, which `[caches]` would change. */
const reserved: readonly string[] =
  "bun bundler cargo composer cypress go gradle maven mix node_modules npm nuget pdm pip pipenv playwright pnpm poetry uv yarn".split(
    " ",
  );

function usesIn({ document, ids }: CacheSource, kept: ReadonlySet<string>): Use[] {
  const workflowEnv = Object.keys(recordOf(document.root.env));
  return Object.entries(recordOf(document.root.jobs)).flatMap(([key, value]): Use[] => {
    if (!isRecord(value) || value.uses !== undefined) return [];
    const steps = cacheSteps(value.steps, stepPlace(document, ["jobs", key, "steps"]));
    if (steps.length === 0) return [];
    const nowhere = { notes: { residue: [], comments: [] }, document, job: "", place: [] };
    const scope: Scope = {
      matrix: importStrategy(value.strategy, nowhere).values,
      needs: new Map(),
      steps: new Set(),
      env: new Set([...workflowEnv, ...Object.keys(recordOf(value.env))]),
      inputs: new Set(),
    };
    const ground = groundOf(value, scope.matrix);
    const isKept = kept.has(ids.get(key) ?? "");
    return steps.map((step) => ({
      ...step,
      ground,
      read: step.isPlain && !isKept ? readKey(step.key, step.restoreKeys, scope) : undefined,
    }));
  });
}

/** Steps of one key, in the order of the files, without those that share paths with a step that stays GitHub's own. */
function groupsOf(uses: readonly Use[], others: readonly CacheStep[]): Use[][] {
  const byPaths = groupBy(uses, ({ paths }) => paths.join("\n"));
  return [...byPaths].flatMap(([paths, group]): Use[][] => {
    if (paths === "" || paths.includes("${{") || group.some(({ read }) => !read)) return [];
    if (others.some((other) => other.paths.join("\n") === paths || sharesKey(other, group[0]!))) return [];
    if (uses.some((use) => use.paths.join("\n").includes("${{") && sharesKey(use, group[0]!))) return [];
    const byKey = [...groupBy(group, ({ read }) => JSON.stringify(read)).values()];
    const firsts = byKey.map(([first]) => first!.read!);
    const areAllApart = firsts.every((one, index) =>
      firsts.slice(index + 1).every((other) => areApart(one, other)),
    );
    return areAllApart ? byKey : [];
  });
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Paths that the run computes may be any. */
function sharesKey(one: CacheStep, other: CacheStep): boolean {
  return one.paths.some((path) => path.includes("${{")) && one.key === other.key;
}

/** cig's keys begin with the system and the processor, and hold the image of a job. */
function isSayable(group: readonly Use[]): boolean {
  const { read, ground, paths } = group[0]!;
  const arePlain = paths.every((path) => /^[^!{}\\]+$/.test(path));
  const images = new Set(group.map((use) => use.ground.image));
  return arePlain && images.size === 1 && !ground.image.includes("${{") && isSaidByKey(read!, group);
}

/** The words of the key, or what the last folder is called. */
function idFor({ read, paths }: Use): string {
  const words = read!.tokens.flatMap((token) => (token.kind === "word" ? [token.text] : []));
  const folder = paths[0]!.split("/").findLast((part) => /\w/.test(part) && !/[*?]/.test(part)) ?? "files";
  const id = (words.length > 0 ? words : [folder])
    .join("-")
    .replace(/[^\w.-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  return reserved.includes(id) ? `${id}-files` : id || "files";
}

function tableOf(id: string, { read, paths }: Use): TomlTable {
  const { tokens, files, fallbacks } = read!;
  const texts = (all: Key["tokens"]) =>
    all.flatMap((token) => (token.kind === "name" || token.kind === "edition" ? [token.text] : []));
  const own = texts(tokens);
  const parts = [...own, ...files];
  const begun = [
    ...new Set(
      fallbacks.map((length) =>
        texts(tokens.slice(0, length))
          .map((text) => `${text}-`)
          .join(""),
      ),
    ),
  ];
  const usual = own.map((text) => `${text}-`).join("");
  const isUsual = files.length > 0 ? begun.length === 1 && begun[0] === usual : begun.length === 0;
  const restoreKeys: TomlValue = begun.length === 0 ? false : begun;
  return compact({
    paths: [...paths],
    key_parts: parts.length > 0 ? parts : [id],
    restore_keys: isUsual ? undefined : restoreKeys,
  });
}
