import type { Job, NamedText, Step } from "cig/sdk";
import { reference } from "cig/sdk";
import { places } from "../expression/place.ts";
import { compileReference } from "../expression/reference.ts";
import { mentions } from "../expression/text.ts";
import type { Scope } from "../scope.ts";
import type { Yaml } from "../yaml/tree.ts";

/**
 * Variables for secrets that the job lists but hands to nothing itself: a script gets those that it names, or
 * all of them where no script of the job names one (a tool may read the variable). Actions get none.
 */
export function secretsFor(step: Step, job: Job, scope: Scope): [string, Yaml][] {
  return implicitSecrets(step, job).flatMap((name): [string, Yaml][] => {
    const { kind } = reference(`secrets.${name}`);
    const operand = kind.case === "reference" && compileReference(kind.value, places.step, scope);
    return operand ? [[name, `\${{ ${operand.source} }}`]] : [];
  });
}

/** Names of the secrets that a step gets although nobody hands them to it. */
export function implicitSecrets(step: Step, job: Job): string[] {
  if (step.kind.case !== "run") return [];
  return job.secrets.filter((name) => !isHanded(name, job) && wants(step, name, job));
}

function wants(step: Step, name: string, job: Job): boolean {
  return job.steps.some((each) => names(each, name)) ? names(step, name) : true;
}

function names(step: Step, name: string): boolean {
  return step.kind.case === "run" && step.kind.value.script.split(/\W+/).includes(name);
}

/** True when the author says where the secret goes, or sets a variable of its name. */
function isHanded(name: string, job: Job): boolean {
  const given = [job, ...job.steps, ...job.services, ...(job.image ? [job.image] : [])].flatMap(
    ({ env }): NamedText[] => env,
  );
  const logins = [...job.services, ...(job.image ? [job.image] : [])].flatMap(({ credentials }) =>
    [credentials?.username, credentials?.password].map((value) => ({ value })),
  );
  const inputs = job.steps.flatMap(({ kind }) => (kind.case === "native" ? kind.value.with : []));
  return (
    given.some((each) => each.name === name) ||
    [...given, ...inputs, ...logins, ...job.outputs].some(({ value }) => mentions(value, `secrets.${name}`))
  );
}
