import { type Job, quotedWord } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { wordOf } from "../value/text.ts";
import { checkName } from "./environment.ts";

/**
 * The line that asks for an identity token. Every job of Buildkite may ask for one; where no variable is to hold it,
 * the line says how a step asks.
 */
export function oidcLine({ oidc }: Job, top: Scope): string | undefined {
  if (!oidc) return undefined;
  const scope = below(top, "oidc");
  const audience = oidc.audience ? ` --audience ${wordOf(oidc.audience, below(scope, "audience"))}` : "";
  const request = `buildkite-agent oidc request-token${audience}`;
  if (!oidc.env) return `# A step asks for its identity token by: ${request.replace(/[\0-\x1f\x7f]+/g, " ")}`;
  checkName(oidc.env, scope);
  top.parts!.exported.add(oidc.env);
  const name = quotedWord(oidc.env);
  return `${name}=$(${request}); export ${name}`;
}
