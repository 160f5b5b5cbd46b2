import { byCodeUnit } from "../compare.ts";
import { type ComponentName, componentNames } from "../signature/components.ts";
import type { SignedJob } from "./sign.ts";

export { componentNames };

/** One thing that makes a signature another one. */
export interface SignatureChange {
  readonly component: ComponentName;
  /** A path, a variable, a tool, a field of the definition, a variant; "" where only the digest is known. */
  readonly item: string;
  /** Absent: it was not there, or nobody knows what it was. */
  readonly before?: string;
  /** Absent: it is gone. */
  readonly after?: string;
}

/** What a variant's work was at some time, as far as it is known. */
export interface KnownWork {
  readonly components: Readonly<Record<ComponentName, string>>;
  /** By name: fingerprint, or null for what was not set. Absent: nobody knows. */
  readonly env?: Readonly<Record<string, string | null>>;
  readonly versions?: Readonly<Record<string, string>>;
  /** By variant. */
  readonly upstream?: Readonly<Record<string, string>>;
  /** Mode and id of the files that counted, by path. */
  readonly files?: ReadonlyMap<string, string>;
  readonly inputs?: ReadonlyMap<string, string>;
  /** Texts of the definition, by where they stand in it. */
  readonly definition?: ReadonlyMap<string, string>;
}

/** What a signed variant knows of itself. */
export function knownWork(job: SignedJob, variant: string): KnownWork {
  const own = job.variants.find(({ id }) => id === variant)!;
  return {
    components: own.components,
    env: job.env,
    versions: Object.fromEntries(job.work.versions),
    upstream: job.upstream,
  };
}

/** What differs, by component in their order, then by item. A component whose parts are not known is one change without an item. */
export function compareWork(before: KnownWork, after: KnownWork): SignatureChange[] {
  return componentNames.flatMap((component): SignatureChange[] => {
    const [old, now] = [before.components[component], after.components[component]];
    if (old === now) return [];
    const [parts, others] = [partsOf(before, component), partsOf(after, component)];
    const items = parts && others ? differing(parts, others) : [];
    return items.length === 0
      ? [{ component, item: "", before: old.slice(0, 10), after: now.slice(0, 10) }]
      : items.map((item) => ({ component, ...item }));
  });
}

function partsOf(work: KnownWork, component: ComponentName): ReadonlyMap<string, string> | undefined {
  switch (component) {
    case "files":
    case "inputs":
    case "definition":
      return work[component];
    case "env":
      return work.env && new Map(Object.entries(work.env).map(([name, value]) => [name, value ?? "not set"]));
    case "versions":
      return work.versions && new Map(Object.entries(work.versions));
    case "upstream":
      return work.upstream && new Map(Object.entries(work.upstream));
  }
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort(byCodeUnit)
    .filter((item) => before.get(item) !== after.get(item))
    .map((item) => {
      const [old, now] = [before.get(item), after.get(item)];
      return { item, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) };
    });
}
