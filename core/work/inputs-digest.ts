import { CanonicalEncoder } from "../signature/encoding.ts";
import type { Environment, FilesOf } from "./sign.ts";
import type { WorkPlan } from "./work-plan.ts";

/** What a plan was asked with beside the files. */
export interface PlanWords {
  readonly profile?: string;
  /** `--var` */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * 64 hex digits of all that a plan is made from: cig with its plugins, cig.toml with its parts, the files that plugins
 * look at, and the words that change values. Equal digests mean the same plan.
 */
export function inputsDigest(
  { tool, reads }: Pick<WorkPlan, "tool" | "reads">,
  tree: FilesOf,
  words: PlanWords,
  environment: Environment,
): string {
  const encoder = new CanonicalEncoder().text("cig.inputs/1").text(tool.version).text(tool.digest);
  encoder.list(reads, (pattern) => encoder.text(pattern));
  encoder.bytes(tree.digests([reads])[0]!.digest);
  encoder.text(words.profile ?? "");
  const named = (table: Environment) => Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));
  encoder.list(named(words.variables), ([name, value]) => encoder.text(name).text(value ?? ""));
  const given = named(environment).filter(([name]) => name.startsWith("CIG_VAR_"));
  encoder.list(given, ([name, value]) => encoder.text(name).text(value ?? ""));
  return encoder.digest();
}
