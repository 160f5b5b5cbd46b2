import { isDeepStrictEqual } from "node:util";
import { bodyOf } from "../../output/header.ts";
import { readYaml } from "../../output/read-yaml.ts";
import { settled } from "./settled.ts";
import { align } from "./words/align.ts";

/** How much two texts of a rendered file differ in what they say; 0 for nothing. Comments and order of YAML say nothing. Pure. */
export function distance(path: string, one: string, other: string): number {
  if (!/\.ya?ml$/.test(path)) return between(meaningfulLines(one), meaningfulLines(other));
  const [left, right] = [readYaml(one), readYaml(other)];
  if (typeof left === "string" || typeof right === "string")
    return one === other ? 0 : Number.POSITIVE_INFINITY;
  return between(settled(left.value), settled(right.value));
}

function between(one: unknown, other: unknown): number {
  if (isDeepStrictEqual(one, other)) return 0;
  if (Array.isArray(one) && Array.isArray(other)) return betweenLists(one, other);
  if (isTable(one) && isTable(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].reduce((sum, key) => sum + betweenKeys(one, other, key), 0);
  }
  if (typeof one === "string" && typeof other === "string" && (one + other).includes("\n"))
    return betweenLists(one.split("\n"), other.split("\n"));
  return 1;
}

function betweenKeys(one: Table, other: Table, key: string): number {
  const isInBoth = Object.hasOwn(one, key) && Object.hasOwn(other, key);
  return isInBoth ? between(one[key], other[key]) : sizeOf(one[key] ?? other[key]);
}

/** What is equal in both is common; of what stands between, items are compared in order. */
function betweenLists(one: readonly unknown[], other: readonly unknown[]): number {
  let sum = 0;
  let gap: { before: unknown[]; after: unknown[] } = { before: [], after: [] };
  const close = () => {
    const { before, after } = gap;
    for (let index = 0; index < Math.max(before.length, after.length); index++)
      sum +=
        index < before.length && index < after.length
          ? between(before[index], after[index])
          : sizeOf(before[index] ?? after[index]);
    gap = { before: [], after: [] };
  };
  for (const pair of align(one, other, (left, right) => (isDeepStrictEqual(left, right) ? 1 : 0))) {
    if (pair.before !== undefined && pair.after !== undefined) close();
    else if (pair.before !== undefined) gap.before.push(one[pair.before]);
    else gap.after.push(other[pair.after!]);
  }
  close();
  return sum;
}

function sizeOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((sum: number, each) => sum + sizeOf(each), 1);
}

function meaningfulLines(text: string): string[] {
  return bodyOf(text).split("\n");
}

type Table = Readonly<Record<string, unknown>>;

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
