import type { NamedText, Skipping, Text } from "cig/sdk";
import type { Code } from "../groovy/code.ts";
import { below, helper, type Scope } from "../scope.ts";
import { binding, checkName, secretsIn } from "../steps/environment.ts";
import { groovy, secretVariable } from "../value/reference.ts";
import { entryOf, mergedPieces, piecesOf } from "../value/text.ts";

/**
 * The entries of `withEnv` around whatever runs cig, a line each. The commit is the one that cig has looked at. Agents
 * share a folder for temporary files, and each workspace has one of its own.
 */
export function aboutBuildMethod({ env }: Skipping, scope: Scope): Code[] {
  const asIs = helper(scope, "asIs");
  const entries = env
    .filter((each) => !isInEnvironment(each) && secretOf(each.value) === undefined)
    .map(({ name, value }) => {
      const own = below(scope, name);
      checkName(name, own);
      return entryOf(name, buildPieces(value, own), own);
    });
  return [
    "return [",
    ...[...entries, `'RUNNER_TEMP=' + ${asIs}(env.WORKSPACE_TMP)`].map((entry) => `  ${entry},`),
    "]",
  ];
}

/** Bindings of the credentials that these variables are made of. */
export function bindings({ env }: Skipping, scope: Scope): string[] {
  const all = new Set<string>();
  for (const { name, value } of env) {
    const alone = secretOf(value);
    for (const secret of secretsIn(value)) {
      all.add(binding(secret, alone === undefined ? secretVariable(secret) : name));
      scope.report.add(
        "JK031",
        scope.subject,
        `"${secret}" has to be a credential of the kind "secret text" with this id on Jenkins.`,
        "Set it under Manage Jenkins > Credentials, or in the folder of the project.",
      );
    }
  }
  return [...all];
}

/** Settings of the provider are in the environment of every build. */
function isInEnvironment({ name, value }: NamedText): boolean {
  const [only, ...others] = value?.parts ?? [];
  if (only?.kind.case !== "reference" || others.length > 0) return false;
  return only.kind.value.path.join(".") === `env.${name}`;
}

/** The secret that a text is, and nothing else. */
function secretOf(value: Text | undefined): string | undefined {
  return value?.parts.length === 1 ? secretsIn(value)[0] : undefined;
}

function buildPieces(value: Text | undefined, scope: Scope) {
  return mergedPieces(
    (value?.parts ?? []).flatMap((part) => {
      const isCommit = part.kind.case === "reference" && part.kind.value.path.join(".") === "git.sha";
      return isCommit ? [groovy("decided.commit")] : piecesOf({ ...value!, parts: [part] }, scope);
    }),
  );
}
