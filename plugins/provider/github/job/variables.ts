import { type Job, type NamedText, named } from "cig/sdk";
import type { Scope } from "../scope.ts";

/** The variables of a job: those that GitHub takes there, and those that only its steps can have. */
export interface Variables {
  readonly ofJob: readonly NamedText[];
  /** Their values name the machine, which is not chosen yet where a job's variables are computed. */
  readonly ofSteps: readonly NamedText[];
}

/** The job's own variables, and where its services are reached unless cig.toml sets the variable. */
export function variablesOf(job: Job, scope: Scope): Variables {
  const set = new Set([...job.env, ...scope.output.env].map(({ name }) => name));
  const exported = new Map(
    job.services.flatMap((service) => service.exports.map((each): [string, NamedText] => [each.name, each])),
  );
  const all = [
    ...[...exported.values()].filter(({ name }) => !set.has(name)),
    ...audienceOf(job).filter(({ name }) => !set.has(name)),
    ...job.env,
  ];
  return {
    ofJob: all.filter((each) => !namesMachine(each)),
    ofSteps: all.filter(namesMachine),
  };
}

/** Tools that ask for the token themselves have to say who it is for, and GitHub knows no default but its own. */
function audienceOf({ oidc }: Job): NamedText[] {
  return oidc?.audience?.parts.length ? [named("CIG_OIDC_AUDIENCE", oidc.audience)] : [];
}

function namesMachine({ value }: NamedText): boolean {
  return (value?.parts ?? []).some(
    ({ kind }) => kind.case === "reference" && kind.value.path[0] === "runner",
  );
}
