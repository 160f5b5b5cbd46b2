import { create } from "@bufbuild/protobuf";
import type { Output } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import {
  type Value,
  type ValueEntry,
  ValueEntrySchema,
  ValueSchema,
  type ValueTable,
  ValueTableSchema,
} from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { nearest } from "../diagnostic/nearest.ts";

/** `[policy]` as the policies are asked with it. */
export interface CurrentPolicy {
  /** Without the waivers that have expired: a policy has no clock. */
  readonly policy?: ValueTable;
  readonly diagnostics: readonly Diagnostic[];
  /** A key path of `policy` as the key path in cig.toml. */
  origin(subject: readonly string[]): readonly string[];
}

/**
 * Takes out the waivers that no longer hold and says so. The day named in `expires` is the first on which the rule
 * holds again; `today` is a date such as "2027-01-31", in UTC. A waiver for a job that no output has, or of a rule
 * that no policy can have by `canBeRule`, is said, too.
 */
export function currentPolicy(
  policy: ValueTable | undefined,
  outputs: readonly Output[],
  today: string,
  canBeRule: (rule: string) => boolean,
): CurrentPolicy {
  const entry = policy?.entries.find(({ key }) => key === "waivers");
  const list = entry?.value?.kind;
  if (!policy || list?.case !== "list")
    return { ...(policy && { policy }), diagnostics: [], origin: (subject) => subject };
  const waivers = list.value.items.map((value, index) => ({ value, index, ...fieldsOf(value) }));
  const current = waivers.filter(({ expires }) => expires === undefined || today < expires);
  const jobs = jobsOf(outputs);
  return {
    policy: withWaivers(
      policy,
      current.map(({ value }) => value),
    ),
    diagnostics: [
      ...waivers.filter((waiver) => !current.includes(waiver)).map(expired),
      ...current.flatMap((waiver) => [...unknownRule(waiver, canBeRule), ...unknownJob(waiver, jobs)]),
    ],
    origin: (subject) => {
      const [first, second, position = "", ...rest] = subject;
      const waiver = first === "policy" && second === "waivers" ? current[Number(position)] : undefined;
      return waiver ? ["policy", "waivers", String(waiver.index), ...rest] : subject;
    },
  };
}

interface Waiver {
  readonly index: number;
  readonly rule?: string;
  readonly owner?: string;
  readonly expires?: string;
  readonly job?: string;
}

function fieldsOf({ kind }: Value): Omit<Waiver, "index"> {
  const entries: readonly ValueEntry[] = kind.case === "table" ? kind.value.entries : [];
  return Object.fromEntries(
    entries.flatMap(({ key, value }) => (value?.kind.case === "text" ? [[key, value.kind.value]] : [])),
  );
}

function withWaivers(policy: ValueTable, items: Value[]): ValueTable {
  const value = create(ValueSchema, { kind: { case: "list", value: { items } } });
  return create(ValueTableSchema, {
    entries: policy.entries.map((entry) =>
      entry.key === "waivers" ? create(ValueEntrySchema, { key: entry.key, value }) : entry,
    ),
  });
}

/** Those of cig.toml, and those that the escape hatch adds to a file. */
function jobsOf(outputs: readonly Output[]): ReadonlySet<string> {
  const ids = outputs.flatMap(({ jobs, providerOptions }) => [
    ...jobs.map(({ id }) => id),
    ...providerOptions.flatMap(({ options }) => {
      const kind = options?.entries.find(({ key }) => key === "jobs")?.value?.kind;
      return kind?.case === "table" ? kind.value.entries.map(({ key }) => key) : [];
    }),
  ]);
  return new Set(ids);
}

function expired({ index, rule = "", owner = "", expires = "" }: Waiver): Diagnostic {
  return diagnose("CIG415", `The waiver of ${rule} expired on ${expires}, and the rule holds again.`, {
    hint: `Mend what the rule finds and take the waiver out, or ask ${owner || "its owner"} for a later date.`,
    subject: ["policy", "waivers", String(index)],
  });
}

function unknownRule({ index, rule }: Waiver, canBeRule: (rule: string) => boolean): Diagnostic[] {
  if (rule === undefined || canBeRule(rule)) return [];
  return [
    diagnose("CIG416", `There is a waiver of ${rule}, and no policy has a rule of that name.`, {
      hint: "Take the waiver out: only what a policy finds can be waived.",
      subject: ["policy", "waivers", String(index), "rule"],
    }),
  ];
}

function unknownJob({ index, rule = "", job }: Waiver, jobs: ReadonlySet<string>): Diagnostic[] {
  if (job === undefined || jobs.has(job) || jobs.size === 0) return [];
  const near = nearest(job, jobs);
  return [
    diagnose("CIG416", `The waiver of ${rule} is for the job "${job}", and there is no such job.`, {
      hint: near ? `Did you mean "${near}"?` : "Take the waiver out.",
      subject: ["policy", "waivers", String(index), "job"],
    }),
  ];
}
