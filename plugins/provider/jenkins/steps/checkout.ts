import { type Checkout, type Step, Submodules } from "cig/sdk";
import { block, type Code } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";
import { below, type Scope } from "../scope.ts";
import { textSource } from "../value/text.ts";
import { withOptions } from "./run.ts";

/** Gets the sources as the project says, which may bring more history than asked for, or with what cig.toml says beyond. */
export function compileCheckout(checkout: Checkout, step: Step, scope: Scope): Code[] {
  const hasRef = (checkout.ref?.parts.length ?? 0) > 0;
  const isUsual =
    !hasRef &&
    checkout.depth === undefined &&
    checkout.submodules === Submodules.UNSPECIFIED &&
    !checkout.lfs;
  const extensions = [
    ...((checkout.depth ?? 1) === 1 ? [] : [cloneOption(checkout.depth ?? 1)]),
    ...(checkout.submodules === Submodules.UNSPECIFIED
      ? []
      : [
          `submodule(parentCredentials: true, recursiveSubmodules: ${checkout.submodules === Submodules.RECURSIVE})`,
        ]),
    ...(checkout.lfs ? ["lfs()"] : []),
  ];
  const branches = hasRef ? `[[name: ${textSource(checkout.ref, below(scope, "ref"))}]]` : "scm.branches";
  const source = isUsual
    ? "scm"
    : `scmGit(branches: ${branches}, extensions: [${extensions.join(", ")}], userRemoteConfigs: scm.userRemoteConfigs)`;
  const options = withOptions(new Map(), step, scope);
  const more = [...options].map(([key, value]) => `${key}: ${value}, `).join("");
  const line = more ? `checkout(${more}scm: ${source})` : `checkout(${source})`;
  return checkout.path ? [block(`dir(${groovyString(checkout.path)})`, line)] : [line];
}

function cloneOption(depth: number): string {
  return depth === 0
    ? "cloneOption(shallow: false, noTags: false, reference: '')"
    : `cloneOption(shallow: true, depth: ${depth}, noTags: true, reference: '')`;
}
