import type { Feature, Subject, Use } from "./feature.ts";

/** A use of a feature, at the key that says it. */
export interface Placed {
  readonly subject: Subject;
  /** False: cig asks for it by itself. */
  readonly isStated: boolean;
}

/** Finds the first form of a use that cig.toml, as a value, has. Without one, messages find what surrounds the first. */
export function placed(feature: Feature, use: Use, toml: unknown): Placed {
  for (const candidate of use) {
    const subject = inToml(candidate, toml);
    if (subject) return { subject, isStated: true };
  }
  return { subject: use[0] ?? [], isStated: feature.canBeDefault !== true };
}

/** The path as it is written: a name of a list is found at its index. Undefined when it is not there. */
function inToml(path: Subject, toml: unknown): Subject | undefined {
  const found: string[] = [];
  let value = toml;
  for (const key of path) {
    const step = Array.isArray(value) && !/^\d+$/.test(key) ? String(value.indexOf(key)) : key;
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    found.push(step);
    value = (value as Record<string, unknown>)[step];
  }
  return value === undefined ? undefined : found;
}
