import type { Fact } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";

/** Keys under which several plugins may each have their own true answer. */
const shared = /(^|\.)(script\.|step\.|system\.packages$|workspace\.members$|service\.[^.]+$)/;

/** One warning for each fact about which two plugins say different things: never a silent winner. */
export function disagreements(facts: readonly Fact[]): Diagnostic[] {
  const byKey = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (shared.test(fact.key)) continue;
    const others = byKey.get(fact.key);
    if (others) others.push(fact);
    else byKey.set(fact.key, [fact]);
  }
  return [...byKey.values()].filter(differ).map(disagreement);
}

function differ(facts: readonly Fact[]): boolean {
  return facts.some((fact) => fact.value !== facts[0]!.value);
}

function disagreement(facts: readonly Fact[]): Diagnostic {
  const sides = facts.map((fact) => `${fact.plugin} says "${fact.value}"${standing(fact)}`).join("; ");
  return diagnose("CIG407", `For "${facts[0]!.key}", ${sides}. Jobs that use it may get either.`, {
    hint: `State it in cig.toml, or leave the wrong file out with [detect] ignore.`,
  });
}

function standing(fact: Fact): string {
  const first = fact.evidence[0];
  if (!first) return "";
  return ` (${first.file}${first.line > 0 ? `:${first.line}` : ""})`;
}
