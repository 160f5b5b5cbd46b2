import type { Job, Variant } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { compileText } from "../value/text.ts";
import { flatten } from "./variant.ts";

/** What people see of a variant, and what other jobs wait for: the name that cig.toml gives, or the id. */
export function variantNames(job: Job, scope: Scope): ReadonlyMap<string, string> {
  const own = { ...scope, subject: [...scope.subject, "name"] };
  const names = job.variants.map((variant): [string, string] => {
    const given = job.nameText
      ? compileText(job.nameText, "the job's name", { ...own, variant })
      : job.variants.length === 1
        ? job.name
        : "";
    return [variant.id, isLegal(given) ? given : variant.id];
  });
  if (new Set(names.map(([, name]) => name)).size === names.length) return new Map(names);
  return new Map(names.map(([id]) => [id, id]));
}

/** A name that a check of CircleCI can have and that other jobs can wait for. */
export function isLegal(name: string): boolean {
  return /^[A-Za-z0-9][\w .,:()/+@-]*$/.test(name) && name.trim() === name && name.length <= 200;
}

/** The key of a job's definition: the id, without what CircleCI takes in no key. */
export function jobKeys(jobs: readonly Job[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    jobs.map(({ id }) => {
      const wanted = id.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^(?![A-Za-z])/, "job-");
      let key = wanted;
      for (let count = 2; taken.has(key); count++) key = `${wanted}-${count}`;
      taken.add(key);
      return [id, key] as const;
    }),
  );
}

/**
 * How the names of all variants are made of the matrix, in CircleCI's words: `test-ruby<< matrix.ruby >>`. Undefined
 * where no such pattern gives exactly those names.
 */
export function nameTemplate(
  job: Job,
  names: ReadonlyMap<string, string>,
  parameters: ReadonlyMap<string, string>,
): string | undefined {
  const axes = (job.matrix?.axes ?? []).map(({ name }) => name);
  if (axes.length === 0 || axes.length > 8) return undefined;
  // Each axis adds its value alone, or behind its own name.
  for (let choice = 0; choice < 2 ** axes.length; choice++) {
    const pieces = (value: (axis: string) => string) =>
      [job.id, ...axes.map((axis, index) => (choice & (1 << index) ? axis : "") + value(axis))].join("-");
    const fits = (variant: Variant) =>
      pieces((axis) => flatten(variant).get(axis) ?? "\0") === names.get(variant.id);
    if (job.variants.every(fits)) return pieces((axis) => `<< matrix.${parameters.get(axis)} >>`);
  }
  return undefined;
}
