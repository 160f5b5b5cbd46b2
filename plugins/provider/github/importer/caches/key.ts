import type { Scope } from "../portable.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** A key and what it falls back to, in the words of `[caches]`. */
export interface Key {
  /** As the key has them, without its files. */
  readonly tokens: readonly Token[];
  readonly files: readonly string[];
  /** How many of the tokens stand in each key to fall back to. */
  readonly fallbacks: readonly number[];
}

/** Reads a key and the keys to fall back to. Undefined where cig's keys would find other caches than these do. */
export function readKey(key: string, restoreKeys: readonly string[], scope: Scope): Key | undefined {
  const all = tokensOf(key, scope);
  if (!all) return undefined;
  const start = all.findIndex(({ kind }) => kind === "files");
  const tokens = start < 0 ? all : all.slice(0, start);
  const behind = start < 0 ? [] : all.slice(start);
  // In cig's keys the hash of all files stands last.
  if (!behind.every((token) => token.kind === "files")) return undefined;
  const fallbacks = restoreKeys.map((each) => lengthIn(tokens, tokensOf(each, scope)));
  if (!fallbacks.every((length) => length !== undefined)) return undefined;
  return { tokens, files: behind.flatMap((token) => token.files), fallbacks: fallbacks as number[] };
}

/** True where what one of them falls back to can never be a cache of the other. */
export function areApart(one: Key, other: Key): boolean {
  const length = Math.min(one.tokens.length, other.tokens.length);
  for (let at = 0; at < length; at++) {
    const [own, others] = [one.tokens[at]!, other.tokens[at]!];
    if (areSame(own, others)) continue;
    const areWords = [own, others].every(({ kind }) => kind === "word" || kind === "edition");
    return areWords && [...one.fallbacks, ...other.fallbacks].every((fallback) => fallback > at);
  }
  return false;
}

function lengthIn(tokens: readonly Token[], start: readonly Token[] | undefined): number | undefined {
  if (!start || start.length > tokens.length) return undefined;
  return start.every((token, index) => areSame(token, tokens[index]!)) ? start.length : undefined;
}

function areSame(one: Token, other: Token): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
