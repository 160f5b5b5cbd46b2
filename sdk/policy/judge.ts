import type { Diagnostic } from "../../proto/gen/cig/plugin/v1/diagnostic_pb.ts";
import type { Policy } from "./policy.ts";
import { remark } from "./remark.ts";
import type { RuleName } from "./rule.ts";

/** What a rule about cig.toml found. */
export interface PolicyFinding {
  /** Key path of cig.toml. */
  readonly subject: readonly string[];
  /** Id of the job that it is about, for waivers. */
  readonly job?: string;
  /** The rendered file that it is about, for waivers. */
  readonly path?: string;
  /** What is wrong here, in whole sentences. */
  readonly message: string;
  /** The edit. */
  readonly hint: string;
}

/** A rule that holds what is planned against a table of `[policy]`. */
export interface TableRule<Planned, Table> extends RuleName {
  /** The key of the table without which there is nothing to find. */
  readonly key: keyof Table;
  find(planned: Planned, table: Table): Iterable<PolicyFinding>;
}

/** What the rules find that the table asks for, with what is wrong with levels and waivers, and those that nothing needs. */
export function judgeByTable<Planned, Table>(
  policy: Policy,
  rules: readonly TableRule<Planned, Table>[],
  planned: Planned,
  table: Table,
): Diagnostic[] {
  const diagnostics = [...policy.diagnostics];
  for (const rule of rules) {
    const level = policy.levelOf(rule);
    if (level === "off" || table[rule.key] === undefined) continue;
    for (const { subject, job, path, message, hint } of rule.find(planned, table))
      if (!policy.waives(rule.code, path, job))
        diagnostics.push(remark(rule, level, message, hint, { subject: [...subject] }));
  }
  return [...diagnostics, ...policy.idle(new Set(rules.map(({ code }) => code)))];
}
