import { type Job, quotedWord } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { wordOf } from "../value/text.ts";
import { checkName } from "./environment.ts";

/** The line that asks for an identity token; undefined where a step of the author's asks itself. */
export function oidcLine({ oidc }: Job, top: Scope): string | undefined {
  if (!oidc?.env) return undefined;
  const scope = below(top, "oidc");
  checkName(oidc.env, scope);
  top.parts!.exported.add(oidc.env);
  const audience = oidc.audience ? ` --audience ${wordOf(oidc.audience, below(scope, "audience"))}` : "";
  return `${quotedWord(oidc.env)}=$(buildkite-agent oidc request-token${audience}); export ${quotedWord(oidc.env)}`;
}
