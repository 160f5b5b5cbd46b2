import { type Lookup, parseCondition } from "../condition/parse.ts";
import { branchesAndTags, readOnlyExcept } from "../condition/refs.ts";
import { both, either, negated, no, type Test, yes } from "../condition/test.ts";
import type { ResidueList } from "../source/residue-list.ts";
import { isList, isTable, type Place, placeOf, type Raw, type RawTable, textIn } from "../source/value.ts";

/** When a job is in a pipeline, and how it starts there. */
export interface When {
  /** Without how what came before has ended. */
  readonly presence: Test;
  readonly test: Test;
  /** True: it starts when all before it has succeeded, as usual. */
  readonly isPlain: boolean;
  readonly approval: boolean;
  readonly allowFailure: boolean;
}

interface Rule {
  readonly test: Test;
  readonly when: string;
  readonly allowFailure: boolean;
}

const statuses = { always: "always", on_failure: "failure" } as const;

/** Reads `rules`, or else `only` and `except`, with `when` and `allow_failure`. */
export function readWhen(
  job: RawTable,
  id: string,
  lookup: Lookup,
  hasWorkflowRules: boolean,
  residue: ResidueList,
): When {
  const ownWhen = textIn(job.when) ?? "on_success";
  const ownFailure = isTable(job.allow_failure) ? false : job.allow_failure === true;
  if (isTable(job.allow_failure))
    residue.add(
      placeOf(job, "allow_failure"),
      id,
      "`allow_failure: exit_codes`",
      "A job is allowed to fail as a whole or not at all: here it is not.",
      "changed",
    );
  const tell = (place: Place | undefined, what: string, why: string) =>
    residue.add(place, id, what, why, "changed");
  if (job.rules !== undefined && job.rules !== null) {
    const rules = readRules(job, ownWhen, ownFailure, lookup, tell);
    return fromRules(rules, placeOf(job, "rules"), tell);
  }
  const usual =
    hasWorkflowRules && job.only === undefined && job.except === undefined ? yes : branchesAndTags;
  const presence = readOnlyExcept(job.only, job.except, lookup, usual);
  const isOwnFailure = job.allow_failure !== undefined && job.allow_failure !== null;
  // A job that waits for a person does not hold up the others, unless it says so.
  const allowFailure = ownWhen === "manual" && !isOwnFailure ? true : ownFailure;
  return fromRules(
    [{ test: ownWhen === "never" ? no : presence, when: ownWhen, allowFailure }],
    placeOf(job, "when"),
    tell,
  );
}

/** Of `workflow`: in which cases there is a pipeline at all. */
export function readWorkflow(
  rules: Raw | undefined,
  lookup: Lookup,
  tell: (place: Place | undefined, what: string, why: string) => void,
): Test {
  if (!isList(rules)) return yes;
  const table = { rules } as unknown as RawTable;
  return fromRules(readRules(table, "always", false, lookup, tell), undefined, () => {}).presence;
}

function readRules(
  job: RawTable,
  ownWhen: string,
  ownFailure: boolean,
  lookup: Lookup,
  tell: (place: Place | undefined, what: string, why: string) => void,
): Rule[] {
  const place = placeOf(job, "rules");
  const list = isList(job.rules) ? job.rules.flat(10) : [];
  return list
    .filter((each) => isTable(each as Raw))
    .map((each): Rule => {
      const rule = each as RawTable;
      const condition = textIn(rule.if);
      const parsed = condition === undefined ? yes : parseCondition(condition, lookup);
      const parts: Test[] = [parsed ?? { kind: "unknown", what: `the condition \`${condition}\`` }];
      if (rule.changes !== undefined) parts.push({ kind: "unknown", what: "`changes`" });
      if (rule.exists !== undefined) parts.push({ kind: "unknown", what: "`exists`" });
      for (const key of ["variables", "needs", "interruptible"])
        if (rule[key] !== undefined && rule[key] !== null)
          tell(
            placeOf(rule, key) ?? place,
            `\`${key}\` of a rule`,
            "They hold for the rule alone, and a job of cig.toml has the same in all its runs: they are left out.",
          );
      return {
        test: parts.reduce(both, yes),
        when: textIn(rule.when) ?? ownWhen,
        allowFailure:
          rule.allow_failure === undefined || rule.allow_failure === null
            ? ownFailure
            : rule.allow_failure === true,
      };
    });
}

function fromRules(
  rules: readonly Rule[],
  place: Place | undefined,
  tell: (place: Place | undefined, what: string, why: string) => void,
): When {
  const running = rules.filter(
    ({ when, test }) => when !== "never" && !(test.kind === "constant" && !test.value),
  );
  const statusOf = (when: string) =>
    Object.hasOwn(statuses, when) ? statuses[when as keyof typeof statuses] : "success";
  const words = new Set(running.map(({ when }) => statusOf(when)));
  const [only = "success"] = words;
  let presence: Test = no;
  let mixed: Test = no;
  for (const { test, when } of [...rules].reverse()) {
    if (when === "never") {
      presence = both(negated(test), presence);
      mixed = both(negated(test), mixed);
      continue;
    }
    presence = either(test, presence);
    mixed = either(both(test, { kind: "status", word: statusOf(when) }), both(negated(test), mixed));
  }
  const manual = running.filter(({ when }) => when === "manual");
  if (manual.length > 0 && manual.length < running.length)
    tell(
      place,
      "rules of which only some wait for a person",
      "A job waits for a person always or never: here always.",
    );
  if (running.some(({ when }) => when === "delayed"))
    tell(place, "`when: delayed`", "The job starts at once.");
  const allowed = running.filter(({ allowFailure }) => allowFailure);
  if (allowed.length > 0 && allowed.length < running.length)
    tell(place, "`allow_failure` of some rules", "A job is allowed to fail always or never: here never.");
  const isPlain = words.size <= 1 && only === "success";
  return {
    presence,
    test: words.size > 1 ? mixed : isPlain ? presence : both({ kind: "status", word: only }, presence),
    isPlain,
    approval: manual.length > 0,
    allowFailure: running.length > 0 && allowed.length === running.length,
  };
}
