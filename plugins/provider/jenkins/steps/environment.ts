import { type Job, type NamedText, named, reference, type Step, type Text, text } from "cig/sdk";
import { isWord } from "../groovy/call.ts";
import { groovyString } from "../groovy/literal.ts";
import { below, type Scope } from "../scope.ts";
import { secretVariable } from "../value/reference.ts";
import { envEntry, literalOfPieces, piecesOf } from "../value/text.ts";

/** Variables of a job, by the way in which they reach its steps. */
export interface JobVariables {
  /** For the section `environment`: characters that every reader of the section takes as they are. */
  readonly plain: ReadonlyMap<string, string>;
  /** For `withEnv` around the steps, as Groovy. */
  readonly late: readonly string[];
  /** Those made of secrets, for the steps that need them. */
  readonly secret: readonly NamedText[];
}

/** The workflow's, where services are reached, and the job's own; the later one of a name counts. */
export function jobVariables(job: Job, scope: Scope): JobVariables {
  const byName = new Map<string, NamedText>();
  const exports = job.services.flatMap((service) => service.exports);
  const given = new Set([...scope.output.env, ...job.env].map(({ name }) => name));
  for (const each of [...scope.output.env, ...exports.filter(({ name }) => !given.has(name)), ...job.env])
    byName.set(each.name, each);
  const plain = new Map<string, string>();
  const late: string[] = [];
  const secret: NamedText[] = [];
  for (const { name, value } of byName.values()) {
    const own = below(scope, "env", name);
    checkName(name, own);
    if (secretsIn(value).length > 0) secret.push(named(name, value ?? text()));
    else {
      const known = literalOfPieces(piecesOf(value, own));
      if (known !== undefined && isPlainValue(name, known)) plain.set(name, known);
      else late.push(envEntry(name, value, own));
    }
  }
  return { plain, late, secret };
}

/** The variable of an identity token for which cig.toml names none; its credential has the same id. */
export const usualToken = "OIDC_TOKEN";

/** What a step needs around it, in Groovy: bindings of credentials, and entries of `withEnv`. */
export interface Around {
  readonly credentials: readonly string[];
  readonly env: readonly string[];
}

/** The step's own variables, with those of the job that hold secrets and those that the job lists and hands to nobody. */
export function stepVariables(step: Step, variables: readonly NamedText[], job: Job, scope: Scope): Around {
  const own = new Set(variables.map(({ name }) => name));
  const listed = step.kind.case === "run" ? listedSecrets(step, job).filter((name) => !own.has(name)) : [];
  const all = [...listed.map((name) => named(name, reference(`secrets.${name}`))), ...variables];
  const credentials = new Set<string>();
  const env: string[] = [];
  for (const { name, value } of all) {
    const place = below(scope, "env", name);
    checkName(name, place);
    const secrets = secretsIn(value);
    if (secrets.length === 1 && value!.parts.length === 1) {
      credentials.add(binding(secrets[0]!, name));
      continue;
    }
    for (const secret of secrets) credentials.add(binding(secret, secretVariable(secret)));
    env.push(envEntry(name, value, place));
  }
  const token = job.oidc && (job.oidc.env || usualToken);
  if (token) credentials.add(binding(token, token));
  remarkOnSecrets(all, scope);
  return { credentials: [...credentials], env };
}

/** Names of the secrets that a text is made of. */
export function secretsIn(value: Text | undefined): string[] {
  const found = (value?.parts ?? []).flatMap(({ kind }) =>
    kind.case === "reference" && kind.value.path[0] === "secrets" && kind.value.path.length === 2
      ? [kind.value.path[1]!]
      : [],
  );
  return [...new Set(found)];
}

/** A secret text of Jenkins as a variable. */
export function binding(secret: string, variable: string): string {
  return `string(credentialsId: ${groovyString(secret)}, variable: ${groovyString(variable)})`;
}

/** A variable that the section `environment` and every shell take as it is. */
export function isPlainValue(name: string, value: string): boolean {
  return isWord(name) && !value.includes("$") && groovyString(value) === `'${value}'`;
}

/** A script gets the secrets that it names, or all of them where no script of the job names one. */
function listedSecrets(step: Step, job: Job): string[] {
  return job.secrets.filter((name) => {
    if (isHanded(name, job)) return false;
    return job.steps.some((each) => names(each, name)) ? names(step, name) : true;
  });
}

function names({ kind }: Step, secret: string): boolean {
  return kind.case === "run" && kind.value.script.split(/\W+/).includes(secret);
}

/** True when the author says where the secret goes, or sets a variable of its name. */
function isHanded(name: string, job: Job): boolean {
  const given = [...job.env, ...job.steps.flatMap(({ env }) => env)];
  const containers = [...job.services, ...(job.image ? [job.image] : [])];
  const inputs = job.steps.flatMap(({ kind }) => (kind.case === "native" ? kind.value.with : []));
  const all = [...given, ...inputs, ...job.outputs, ...containers.flatMap(({ env }) => env)];
  return (
    given.some((each) => each.name === name) ||
    all.some(({ value }) => secretsIn(value).includes(name)) ||
    containers.some(({ credentials }) => secretsIn(credentials?.password).includes(name))
  );
}

function remarkOnSecrets(variables: readonly NamedText[], scope: Scope): void {
  const secrets = [...new Set(variables.flatMap(({ value }) => secretsIn(value)))];
  for (const name of secrets)
    scope.report.add(
      "JK031",
      ["jobs", scope.job?.id ?? "", "secrets"],
      `"${name}" has to be a credential of the kind "secret text" with this id on Jenkins.`,
      "Set it under Manage Jenkins > Credentials, or in the folder of the project.",
    );
}

export function checkName(name: string, scope: Scope): void {
  if (/^[A-Za-z_]\w*$/.test(name)) return;
  scope.report.add(
    "JK001",
    scope.subject,
    `"${name}" is no name for an environment variable.`,
    'Use letters, digits and "_", and start with no digit.',
  );
}
