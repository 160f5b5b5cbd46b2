import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { githubKeys } from "../../work/formats/github.ts";
import { originOf } from "../../work/origin.ts";
import type { SignedJob } from "../../work/sign.ts";
import type { Invocation } from "../invocation.ts";

/**
 * `--keys DIR`: under which keys the provider's own cache would have the markers. A file for each variant holds its
 * scope and signature, for caches whose keys are made of checksums of files; lines go to $GITHUB_OUTPUT where that is set.
 */
export function writeKeys(
  { arguments: given, environment, terminal }: Invocation,
  all: readonly (readonly SignedJob[])[],
  root: string,
): void {
  const folder = resolve(root, given.one("keys")!);
  const variants = all
    .flat()
    .filter(({ work }) => work.skippable)
    .flatMap(({ variants: own }) => own.map((variant) => ({ variant })));
  mkdirSync(folder, { recursive: true });
  const scope = originOf(environment).scopes.read[0] ?? "";
  for (const { variant } of variants)
    writeFileSync(join(folder, variant.id), `${scope}/${variant.id}/${variant.signature}\n`);
  if (environment.GITHUB_OUTPUT) appendFileSync(environment.GITHUB_OUTPUT, githubKeys(variants));
  terminal.err.write(`Keys of ${variants.length} variants are in ${given.one("keys")}.\n`);
}
