import { create, type Diagnostic, DiagnosticSchema, Level, type Value, type ValueTable } from "cig/sdk";
import type { RuleLevel, RuleName } from "./rule.ts";
import { ruleNames } from "./rules/rules.ts";

/** `[policy]` of cig.toml as this plugin understands it. */
export interface Policy {
  levelOf(rule: RuleName): RuleLevel;
  /** True when a waiver covers the rule in that file and job. */
  waives(code: string, path: string, job: string | undefined): boolean;
  /** What is wrong with `[policy]` itself. */
  readonly diagnostics: Diagnostic[];
  /** Remarks on waivers of these rules that `waives` was never true for. */
  idle(judged: ReadonlySet<string>): Diagnostic[];
}

/**
 * Reads `levels = { SEC001 = "off" }` and `waivers = [{ rule, owner, reason, expires, path, job }]`. A waiver
 * needs an owner, a reason and a date, so that somebody is asked when it is over; one without does not count.
 */
export function readPolicy(table: ValueTable | undefined): Policy {
  const levels = tableAt(table, "levels");
  const waivers = listAt(table, "waivers").map((value) => stringsOf(value));
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
    diagnostics: [...faultsOfLevels(levels), ...faultsOfWaivers(waivers)],
    idle: (judged) =>
      waivers.flatMap((waiver, index) =>
        isWhole(waiver) && judged.has(waiver.rule!) && !used.has(waiver)
          ? [idleWaiver(waiver.rule!, index)]
          : [],
      ),
  };
}

const words: readonly string[] = ["error", "warning", "info", "off"];

function levelIn(levels: ValueTable | undefined, code: string): RuleLevel | undefined {
  const kind = levels?.entries.find(({ key }) => key === code)?.value?.kind;
  return kind?.case === "text" && words.includes(kind.value) ? (kind.value as RuleLevel) : undefined;
}

function faultsOfLevels(levels: ValueTable | undefined): Diagnostic[] {
  return (levels?.entries ?? []).flatMap(({ key }) => {
    // Other policy plugins have rules of their own.
    if (/^SEC/.test(key) && !isRule(key))
      return fault(
        ["policy", "levels", key],
        `There is no rule "${key}".`,
        `The rules are ${ruleNames.map(({ code }) => code).join(", ")}.`,
      );
    return isRule(key) && levelIn(levels, key) === undefined
      ? fault(
          ["policy", "levels", key],
          `The level of ${key} is none of ${words.join(", ")}.`,
          `Write ${key} = "warning".`,
        )
      : [];
  });
}

function faultsOfWaivers(waivers: readonly Waiver[]): Diagnostic[] {
  return waivers.flatMap((waiver, index) => {
    const place = ["policy", "waivers", String(index)];
    if (waiver.rule === undefined) return fault(place, "A waiver names no rule.", 'Add rule = "SEC001".');
    if (/^SEC/.test(waiver.rule) && !isRule(waiver.rule))
      return fault([...place, "rule"], `There is no rule "${waiver.rule}".`, "Take out the waiver.");
    if (!/^SEC/.test(waiver.rule) || isWhole(waiver)) return [];
    return fault(
      place,
      `The waiver of ${waiver.rule} does not count: it needs an owner, a reason and a date on which it expires.`,
      'Write { rule = "…", owner = "…", reason = "…", expires = "2026-12-31" }.',
    );
  });
}

type Waiver = Readonly<Record<string, string | undefined>>;

function isWhole({ rule, owner, reason, expires }: Waiver): boolean {
  return Boolean(rule && owner && reason && /^\d{4}-\d\d-\d\d/.test(expires ?? ""));
}

function isRule(code: string): boolean {
  return ruleNames.some((rule) => rule.code === code);
}

function fault(subject: string[], message: string, hint: string): Diagnostic[] {
  return [
    create(DiagnosticSchema, {
      level: Level.WARNING,
      code: "SEC000",
      title: "Policy is not understood",
      message,
      hint,
      location: { subject },
    }),
  ];
}

function idleWaiver(rule: string, index: number): Diagnostic {
  return create(DiagnosticSchema, {
    level: Level.INFO,
    code: "SEC099",
    title: "Waiver is not needed",
    message: `The waiver of ${rule} covers nothing that the rule finds.`,
    hint: "Take it out.",
    location: { subject: ["policy", "waivers", String(index)] },
  });
}

function valueAt(table: ValueTable | undefined, key: string): Value["kind"] | undefined {
  return table?.entries.find((entry) => entry.key === key)?.value?.kind;
}

function tableAt(table: ValueTable | undefined, key: string): ValueTable | undefined {
  const kind = valueAt(table, key);
  return kind?.case === "table" ? kind.value : undefined;
}

function listAt(table: ValueTable | undefined, key: string): Value[] {
  const kind = valueAt(table, key);
  return kind?.case === "list" ? kind.value.items : [];
}

function stringsOf({ kind }: Value): Waiver {
  const entries = kind.case === "table" ? kind.value.entries : [];
  return Object.fromEntries(
    entries.flatMap(({ key, value }) => (value?.kind.case === "text" ? [[key, value.kind.value]] : [])),
  );
}
