import type { Fact } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { parseFactKey } from "../fact-key.ts";
import { isSure } from "../findings.ts";
import type { PluginSummary } from "./known.ts";

/** A service that the repository's tests need and an installed plugin provides. */
export interface DraftService {
  readonly name: string;
  /** Absent: the repository states none. */
  readonly version?: string;
  /** The one that decided. Absent: somebody asked for it. */
  readonly fact?: Fact;
  /** Every file that speaks for it. */
  readonly files: ReadonlySet<string>;
}

/**
 * The services that were found, sorted by name. Weak signs are left to the list of findings: a service that nobody
 * needs costs every run, and one that is missing is one word to add.
 */
export function draftServices(facts: readonly Fact[], plugins: readonly PluginSummary[]): DraftService[] {
  const byName = new Map<string, { detail: string; fact: Fact }[]>();
  for (const fact of facts) {
    const { tool, field } = parseFactKey(fact.key);
    const [name, detail = ""] = field.split(".");
    const isProvided = plugins.some(({ capabilities }) => capabilities.includes(`service:${name}`));
    if (tool !== "service" || !name || !isProvided) continue;
    byName.set(name, [...(byName.get(name) ?? []), { detail, fact }]);
  }
  return [...byName]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .flatMap(([name, found]) => {
      const version = found.find(({ detail, fact }) => detail === "version" && isSure(fact))?.fact;
      const use = found.find(({ detail, fact }) => detail === "" && isSure(fact))?.fact;
      const fact = version ?? use;
      if (!fact) return [];
      const files = new Set(found.flatMap((one) => one.fact.evidence.map(({ file }) => file)));
      return [{ name, ...(version && { version: version.value }), fact, files }];
    });
}

/** Code that is tested: which plugin knows it, and in which folder. */
export interface TestedCode {
  readonly plugin: string;
  /** Empty: the repository's root. */
  readonly root: string;
}

/**
 * The tests that need the service that these files speak for: those of the code whose own files (its manifest, its lock
 * file) are among them, or those in whose folder one lies. Where neither tells, the first of the repository's root,
 * which are the main ones: what stands at the root says nothing about a folder that has no use for it.
 */
export function whoNeeds<Code extends TestedCode>(
  files: ReadonlySet<string>,
  tests: readonly Code[],
  facts: readonly Fact[],
): readonly Code[] {
  const named = tests.filter((code) => [...filesOf(code, facts)].some((file) => files.has(file)));
  if (named.length > 0) return named;
  const around = tests.filter(({ root }) =>
    [...files].some((file) => root !== "" && file.startsWith(`${root}/`)),
  );
  return around.length > 0 ? around : tests.filter(({ root }) => root === "").slice(0, 1);
}

function filesOf({ plugin, root }: TestedCode, facts: readonly Fact[]): Set<string> {
  const own = facts.filter((fact) => fact.plugin === plugin && parseFactKey(fact.key).root === root);
  return new Set(own.flatMap(({ evidence }) => evidence.map(({ file }) => file)));
}
