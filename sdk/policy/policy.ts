import type { Diagnostic } from "../../proto/gen/cig/plugin/v1/diagnostic_pb.ts";
import type { ValueTable } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { remark } from "./remark.ts";
import { type RuleLevel, type RuleName, ruleLevels } from "./rule.ts";
import { plainTable } from "./values.ts";

/** `levels` and `waivers` of `[policy]` as one plugin with rules understands them. */
export interface Policy {
  levelOf(rule: RuleName): RuleLevel;
  /** True when a waiver covers the rule in that file and job. Absent: the finding is about none. */
  waives(code: string, path: string | undefined, job: string | undefined): boolean;
  /** What is wrong with `[policy]` itself. */
  readonly diagnostics: Diagnostic[];
  /** Remarks on waivers of these rules that `waives` was never true for. */
  idle(judged: ReadonlySet<string>): Diagnostic[];
}

/**
 * Reads `levels = { SEC001 = "off" }` and `waivers = [{ rule, owner, reason, expires, path, job }]` for the rules of one
 * plugin, whose codes all begin with `prefix`; what others' rules are told is passed over. A waiver needs an owner, a
 * reason and a date, so that somebody is asked when it is over; one without does not count. The core hands over those
 * that have not expired, as a hook has no clock.
 */
export function readPolicy(
  table: ValueTable | undefined,
  prefix: string,
  rules: readonly RuleName[],
): Policy {
  const policy = plainTable(table);
  const levels = isTable(policy.levels) ? policy.levels : {};
  const waivers = Array.isArray(policy.waivers) ? policy.waivers.map(stringsOf) : [];
  const family: Family = { prefix, rules };
  const valid = waivers.filter(isWhole);
  const used = new Set<Waiver>();
  return {
    levelOf: ({ code, level }) => levelIn(levels, code) ?? level,
    waives: (code, path, job) => {
      const covering = valid.filter(
        (waiver) =>
          waiver.rule === code &&
          (waiver.path === undefined || waiver.path === path) &&
          (waiver.job === undefined || waiver.job === job),
      );
      for (const waiver of covering) used.add(waiver);
      return covering.length > 0;
    },
    diagnostics: [...faultsOfLevels(levels, family), ...faultsOfWaivers(waivers, family)],
    idle: (judged) =>
      waivers.flatMap((waiver, index) =>
        isWhole(waiver) && judged.has(waiver.rule!) && !used.has(waiver)
          ? [idleWaiver(waiver.rule!, index, prefix)]
          : [],
      ),
  };
}

interface Family {
  readonly prefix: string;
  readonly rules: readonly RuleName[];
}

function levelIn(levels: object, code: string): RuleLevel | undefined {
  const word = (levels as Record<string, unknown>)[code];
  return ruleLevels.find((level) => level === word);
}

function faultsOfLevels(levels: object, { prefix, rules }: Family): Diagnostic[] {
  return Object.keys(levels).flatMap((key) => {
    if (!isOf(key, prefix)) return [];
    const place = ["policy", "levels", key];
    if (!rules.some(({ code }) => code === key))
      return fault(
        prefix,
        place,
        `There is no rule "${key}".`,
        `The rules are ${rules.map(({ code }) => code).join(", ")}.`,
      );
    return levelIn(levels, key) === undefined
      ? fault(
          prefix,
          place,
          `The level of ${key} is none of ${ruleLevels.join(", ")}.`,
          `Write ${key} = "warning".`,
        )
      : [];
  });
}

function faultsOfWaivers(waivers: readonly Waiver[], { prefix, rules }: Family): Diagnostic[] {
  return waivers.flatMap((waiver, index) => {
    const place = ["policy", "waivers", String(index)];
    const { rule } = waiver;
    if (rule === undefined || !isOf(rule, prefix)) return [];
    if (!rules.some(({ code }) => code === rule))
      return fault(prefix, [...place, "rule"], `There is no rule "${rule}".`, "Take out the waiver.");
    if (isWhole(waiver)) return [];
    return fault(
      prefix,
      place,
      `The waiver of ${rule} does not count: it needs an owner, a reason and a date on which it expires.`,
      'Write { rule = "…", owner = "…", reason = "…", expires = "2026-12-31" }.',
    );
  });
}

type Waiver = Readonly<Record<string, string | undefined>>;

function isWhole({ rule, owner, reason, expires }: Waiver): boolean {
  return Boolean(rule && owner && reason && /^\d{4}-\d\d-\d\d/.test(expires ?? ""));
}

/** Other policies have rules of their own. */
function isOf(code: string, prefix: string): boolean {
  return code.startsWith(prefix) && !/^[A-Z]/.test(code.slice(prefix.length));
}

function fault(prefix: string, subject: string[], message: string, hint: string): Diagnostic[] {
  const rule = { code: `${prefix}000`, title: "Policy is not understood" };
  return [remark(rule, "warning", message, hint, { subject })];
}

function idleWaiver(code: string, index: number, prefix: string): Diagnostic {
  const rule = { code: `${prefix}099`, title: "Waiver is not needed" };
  const message = `The waiver of ${code} covers nothing that the rule finds.`;
  return remark(rule, "info", message, "Take it out.", { subject: ["policy", "waivers", String(index)] });
}

function stringsOf(value: unknown): Waiver {
  const entries = isTable(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function isTable(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
