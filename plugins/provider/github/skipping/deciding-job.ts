import {
  Access,
  CheckoutSchema,
  create,
  type Job,
  JobSchema,
  PermissionSchema,
  quotedWord,
  type Skipping,
} from "cig/sdk";
import { places } from "../expression/place.ts";
import { characters } from "../expression/text.ts";
import { compileRunsOn } from "../job/runs-on.ts";
import { compilePermissions } from "../permissions.ts";
import { jobScope, type Scope } from "../scope.ts";
import { compileCheckout } from "../steps/checkout.ts";
import { usesOf } from "../steps/native.ts";
import { type Table, table, type Yaml } from "../yaml/tree.ts";
import { hasMatrix, markerIds, markersFolder } from "./markers.ts";
import { variesSingly } from "./matrix.ts";
import { compileToolEnv } from "./tool-env.ts";
import { jobsLeftOut, keysOutput, markersOutput, matrixOutput, skippingOf } from "./verdict.ts";

/**
 * The first job, which says of every other whether it has already passed. It is never why a run fails: without the tool
 * or the store there are no verdicts, and everything runs. Undefined where nothing is ever left out.
 */
export function compileDecidingJob(top: Scope): Table | undefined {
  const { output } = top;
  const skipping = skippingOf(output);
  const jobs = jobsLeftOut(output);
  if (!skipping || jobs.length === 0) return undefined;
  const job = create(JobSchema, { id: skipping.job, ...(skipping.runner && { runner: skipping.runner }) });
  const scope = jobScope(top, job);
  const rights = [create(PermissionSchema, { scope: "contents", access: Access.READ })];
  const checkout = create(CheckoutSchema, { depth: skipping.depth ?? 1 });
  const native = skipping.nativeStore;
  return table(
    ["runs-on", compileRunsOn(job, scope)],
    ["permissions", compilePermissions(rights, [job], scope)],
    ["timeout-minutes", skipping.timeoutMinutes],
    ["continue-on-error", true],
    ["outputs", outputsOf(jobs, native)],
    ["env", native ? compileToolEnv(skipping, places.jobEnv, scope) : undefined],
    [
      "steps",
      [
        compileCheckout(checkout, scope),
        ...(native ? nativeSteps(skipping, jobs, scope) : [askingStep(skipping, scope)]),
      ],
    ],
  );
}

function outputsOf(jobs: readonly Job[], native: boolean): Table {
  const step = (name: string) => [name, `\${{ ${path(name)} }}`] as [string, Yaml];
  return table(
    ...jobs.flatMap((job) => [
      step(job.id),
      ...(hasMatrix(job) && variesSingly(job) ? [step(matrixOutput(job))] : []),
    ]),
    step(markersOutput),
    ...(native ? [[keysOutput, "${{ toJSON(steps.signatures.outputs) }}"] as [string, Yaml]] : []),
  );
}

function path(name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name)
    ? `steps.verdicts.outputs.${name}`
    : `steps.verdicts.outputs['${name}']`;
}

/** Signatures first, as they are what the provider's cache is asked by; then what it has; then the verdicts. */
function nativeSteps(skipping: Skipping, jobs: readonly Job[], scope: Scope): Table[] {
  return [
    table(
      ["name", "Compute signatures"],
      ["id", "signatures"],
      ["run", signatureScript(skipping, scope)],
      ["shell", "bash"],
    ),
    ...jobs.flatMap(markerIds).map((id) => lookUp(id, scope)),
    table(
      ["name", "Decide what runs"],
      ["id", "verdicts"],
      ["if", "steps.signatures.outputs.cig == 'ready'"],
      ["run", verdictScript(scope)],
      ["shell", "bash"],
    ),
  ];
}

/** The functions are written down for the step that decides. */
function signatureScript({ functions }: Skipping, scope: Scope): string {
  return `${functions}
if cig_get && ${compute(scope)} --keys .cig/keys; then
  { declare -p cig_home; declare -f cig; } > "$RUNNER_TEMP/cig.bash"
  echo "cig=ready" >> "$GITHUB_OUTPUT"
else
  echo "::warning::There are no signatures, so that everything runs. The log of this step says why."
fi
`;
}

function verdictScript(scope: Scope): string {
  return `# shellcheck disable=SC1091
. "$RUNNER_TEMP/cig.bash"
${compute(scope)} --format github --markers ${markersFolder} ||
  echo "::warning::There are no verdicts, so that everything runs. The log of this step says why."
`;
}

/** The tool asks the store itself. */
function askingStep(skipping: Skipping, scope: Scope): Table {
  return table(
    ["name", "Decide what runs"],
    ["id", "verdicts"],
    [
      "run",
      `${skipping.functions}
if ! cig_get || ! ${compute(scope)} --format github; then
  echo "::warning::There are no verdicts, so that everything runs. The log of this step says why."
fi
`,
    ],
    ["shell", "bash"],
    ["env", compileToolEnv(skipping, places.step, scope)],
  );
}

function compute(scope: Scope): string {
  return `cig compute-signatures --output ${characters(quotedWord(scope.output.path), scope)}`;
}

/** Exactly this marker or none: what begins alike is another. */
function lookUp(id: string, scope: Scope): Table {
  const key = `steps.signatures.outputs['key-${id}']`;
  return table(
    ["name", `Look up ${id}`],
    ["if", `${key} != ''`],
    ["uses", usesOf(scope.pins.newest("actions/cache/restore"))],
    [
      "with",
      table(
        ["path", `${markersFolder}/${id}.json`],
        ["key", `\${{ ${key} }}`],
        ["enableCrossOsArchive", true],
      ),
    ],
    ["continue-on-error", true],
  );
}
