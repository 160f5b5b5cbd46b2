import type { Rule } from "./judge.ts";

/**
 * Bugs that have happened to others, and those that the rules of docs/decisions/0012 are there against, with what they
 * break.
 */
export const bugs = {
  "ignore the scope": "skipped without success",
  "match a prefix of the key": "skipped without success",
  "write the marker before success": "skipped without success",
  "write the marker for the first copy alone": "skipped without success",
  "leave upstream out of the signature": "skipped without success",
  "leave the definition out of the signature": "skipped without success",
  "leave the files out of the signature": "skipped without success",
  "leave the variables out of the signature": "skipped without success",
  "leave run-time names out of the signature": "skipped without success",
  "leave versions out of the signature": "skipped without success",
  "prune what hangs on a job that is left out": "skipped without success",
  "leave out a job whose artifacts are needed": "needed and not there",
  "leave out a job that has effects": "effects left out",
  "trust what is behind effects": "skipped without success",
  "trust a signature in doubt": "skipped without success",
  "ignore conditions": "other jobs ran",
  "leave out a job that asks how others ended": "skipped without success",
  "trust files of a job that may have failed": "skipped without success",
  "leave out half of the alternatives": "needed and not there",
  "forget what held a need that is left out": "other jobs ran",
  "wait only for the needs in a graph that is written once": "other jobs ran",
  "believe a marker that has expired": "expired marker",
  "forget to leave work out": "run without need",
} as const satisfies Readonly<Record<string, Rule>>;

export type Bug = keyof typeof bugs;
