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
      : plainName(job, variant);
    return [variant.id, given];
  });
  const areDistinct = new Set(names.map(([, name]) => name)).size === names.length;
  return areDistinct && names.every(([, name]) => isLegal(name))
    ? new Map(names)
    : new Map(job.variants.map(({ id }) => [id, id]));
}

/** "Tests", or "Tests ruby3.2" for a variant. */
function plainName(job: Job, { id }: Variant): string {
  if (job.name === "") return id;
  return job.variants.length > 1 ? `${job.name} ${endOf(job, id)}` : job.name;
}

/** What a variant's id says beyond the job's. */
function endOf(job: Job, id: string): string {
  return id.startsWith(`${job.id}-`) ? id.slice(job.id.length + 1) : id;
}

/** True when people see the name that cig.toml gives. */
export function showsName(job: Job, names: ReadonlyMap<string, string>): boolean {
  return (
    (job.name === "" && !job.nameText) || [...names].some(([id, name]) => id !== name) || names.has(job.name)
  );
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
export function nameTemplate(job: Job, names: ReadonlyMap<string, string>, scope: Scope): string | undefined {
  const areOwn = [...names].some(([id, name]) => id !== name);
  if (job.nameText && areOwn)
    return compileText(job.nameText, "the job's name", { ...scope, matrixWord: "matrix" });
  const axes = (job.matrix?.axes ?? []).map(({ name }) => name);
  if (axes.length === 0 || axes.length > 8) return undefined;
  const head = areOwn ? `${job.name} ` : `${job.id}-`;
  // Each axis adds its value alone, or behind its own name.
  for (let choice = 0; choice < 2 ** axes.length; choice++) {
    const pieces = (value: (axis: string) => string) =>
      head + axes.map((axis, index) => (choice & (1 << index) ? axis : "") + value(axis)).join("-");
    const fits = (variant: Variant) =>
      pieces((axis) => flatten(variant).get(axis) ?? "\0") === names.get(variant.id);
    if (job.variants.every(fits)) return pieces((axis) => `<< matrix.${scope.parameters.get(axis)} >>`);
  }
  return undefined;
}
