import { characters, type Draft } from "cig/sdk/import";
import { isRecord, type Raw, textsOf } from "../reader/raw.ts";
import type { FlatStep } from "./flatten.ts";
import { holdsMark } from "./text.ts";

/** Caches of the configuration that cig.toml can say. */
export interface Caches {
  /** The id of the cache that a step saves or restores; undefined where it is one for the escape hatch. */
  idFor(step: { readonly name: string; readonly value: unknown }): string | undefined;
  /** What [caches] says of those that were asked for. */
  used(): Draft;
}

interface Known {
  readonly id: string;
  readonly paths: readonly string[];
  readonly parts: readonly Part[];
  readonly always: boolean;
  /** Beginnings to fall back to, as all steps that restore it have them. */
  fallbacks: readonly string[] | undefined;
  isSayable: boolean;
  isUsed: boolean;
}

interface Part {
  readonly kind: "file" | "text";
  readonly text: string;
}

/**
 * Learns from all steps of a configuration which caches cig.toml can say: a step that restores does not tell what it
 * brings. A cache is said in cig.toml or nowhere: cig's keys are not those of the file, so that a step that is carried
 * word by word would find nothing of what the others save. `literal` are steps of such jobs.
 */
export function openCaches(steps: readonly FlatStep[], literal: readonly FlatStep[]): Caches {
  const known = new Map<string, Known>();
  const all = plainOf(steps).filter(({ name }) => name === "save_cache" || name === "restore_cache");
  const spoil = (keys: readonly string[]) => {
    for (const each of known.values())
      if (keys.some((key) => key.startsWith(each.id))) each.isSayable = false;
  };
  for (const { name, value } of all) if (name === "save_cache") learn(value, known);
  for (const { name, value } of all)
    if (name === "restore_cache" ? !takeFallbacks(value, known) : !isKnown(value, known))
      spoil(keysIn(value));
  for (const { value } of plainOf(literal)) spoil(keysIn(value));
  return {
    idFor({ value }) {
      const cache = known.get(keysIn(value)[0] ?? "");
      if (!cache?.isSayable) return undefined;
      cache.isUsed = true;
      return cache.id;
    },
    used: () =>
      Object.fromEntries(
        [...known.values()].filter(({ isUsed }) => isUsed).map((each) => [each.id, tableOf(each)]),
      ),
  };
}

function tableOf({ id, paths, parts, fallbacks = [], always }: Known): Draft {
  const isUsual = fallbacks.length === 1 && fallbacks[0] === "" && parts.every(({ kind }) => kind === "file");
  return {
    paths: [...paths],
    key_parts: parts.length > 0 ? parts.map(({ text }) => text) : [id],
    ...(!isUsual && { restore_keys: fallbacks.length === 0 ? false : [...fallbacks] }),
    ...(always && { save: "always" }),
  };
}

function keysIn(value: unknown): string[] {
  return isRecord(value) ? textsOf(value.keys ?? value.key) : [];
}

/** Takes what a step saves, unless another one of the same key saves other things. */
function learn(value: unknown, known: Map<string, Known>): void {
  const own = isRecord(value) ? knownFor(value) : undefined;
  const [key = ""] = keysIn(value);
  const other = known.get(key);
  if (!own) return;
  const areSame = (one: Known) =>
    JSON.stringify([one.paths, one.always]) === JSON.stringify([own.paths, own.always]);
  if (other) {
    if (!areSame(other)) other.isSayable = false;
  } else {
    const isTaken = [...known.values()].some(({ id }) => id === own.id);
    known.set(key, isTaken ? { ...own, isSayable: false } : own);
  }
}

function isKnown(value: unknown, known: ReadonlyMap<string, Known>): boolean {
  return isRecord(value) && known.has(keysIn(value)[0] ?? "") && knownFor(value) !== undefined;
}

function knownFor(value: Raw): Known | undefined {
  const { key, paths, when, name: _, ...other } = value;
  const list = textsOf(paths);
  if (Object.keys(other).length > 0 || typeof key !== "string" || holdsMark(value)) return undefined;
  if (when !== undefined && when !== "always" && when !== "on_success") return undefined;
  if (list.length === 0 || list.some((path) => /[*?[\]{}<>$\\]|^!/.test(path) || path === ""))
    return undefined;
  const cut = partsOf(key);
  const id = cut?.head.replace(/-+$/, "");
  // The id stands at the beginning of the key, and what varies behind it.
  if (!cut || !id || !/^[A-Za-z0-9_][\w.-]*$/.test(id) || cut.parts.length === 0) return undefined;
  return {
    id,
    paths: list,
    parts: cut.parts,
    always: when === "always",
    fallbacks: undefined,
    isSayable: true,
    isUsed: false,
  };
}

/** Keeps what a step falls back to with the cache that it restores; false where cig.toml cannot say it. */
function takeFallbacks(value: unknown, known: ReadonlyMap<string, Known>): boolean {
  if (!isRecord(value)) return false;
  if (Object.keys(value).some((key) => !["key", "keys", "name"].includes(key))) return false;
  const [first = "", ...rest] = keysIn(value);
  const cache = known.get(first);
  if (!cache) return false;
  const fallbacks = rest.map((key) => fallbackOf(key, cache));
  if (!fallbacks.every((each) => each !== undefined)) return false;
  if (cache.fallbacks && cache.fallbacks.join("\n") !== fallbacks.join("\n")) return false;
  cache.fallbacks = fallbacks;
  return true;
}

/** What a key begins with, behind the cache's id: "" for nothing. Undefined where it begins otherwise. */
function fallbackOf(key: string, { id }: Known): string | undefined {
  const cut = partsOf(key);
  if (!cut || !key.endsWith("-") || cut.parts.some(({ kind }) => kind === "file")) return undefined;
  if (cut.head !== `${id}-` && !cut.head.startsWith(`${id}-`)) return undefined;
  const own = cut.head.slice(id.length).replace(/^-+|-+$/g, "");
  const words = [own, ...cut.parts.map(({ text }) => text)].filter((word) => word !== "");
  return words.length === 0 ? "" : `${words.join("-")}-`;
}

/** A key cut into what stands before all templates, and words and templates in the notation of cig.toml. */
function partsOf(key: string): { readonly head: string; readonly parts: readonly Part[] } | undefined {
  if (key.includes("<<") || holdsMark(key)) return undefined;
  const [head = "", ...rest] = key.split(/\{\{\s*(.*?)\s*\}\}/s);
  const parts: Part[] = [];
  for (const [index, piece] of rest.entries()) {
    if (index % 2 === 1) {
      const word = piece.replace(/^-+|-+$/g, "");
      if (word !== "") parts.push({ kind: "text", text: characters(word) });
      continue;
    }
    const file = /^checksum\s+["'`]((?![~/])[\w@+=:,./ -]+)["'`]$/.exec(piece)?.[1];
    const name = { ".Branch": "{{ git.branch }}", ".Revision": "{{ git.sha }}" }[piece];
    if (file !== undefined) parts.push({ kind: "file", text: file });
    else if (name !== undefined) parts.push({ kind: "text", text: name });
    // cig puts the processor into every key.
    else if (piece !== "arch") return undefined;
  }
  return { head, parts };
}

function plainOf(steps: readonly FlatStep[]): { readonly name: string; readonly value: unknown }[] {
  return steps.flatMap((step) => (step.kind === "step" ? [step] : plainOf(step.steps)));
}
