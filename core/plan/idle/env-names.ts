import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { JobToml } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import type { Context } from "../context.ts";
import { type Found, isCondition, textsIn, withoutQuoted } from "./walk.ts";

/**
 * Warns of `{{ env.NAME }}` where neither the step, the job nor the workflow defines NAME: it would be empty. What the
 * machine brings, and what earlier steps may have set, is left alone.
 */
export function reportUnknownEnv(context: Context, jobs: readonly Job[]): void {
  const { schema } = context;
  const ofWorkflow = [schema, ...Object.values(schema.workflows ?? {})].flatMap(({ env }) =>
    Object.keys(env ?? {}),
  );
  for (const { id, env, secrets, oidc } of jobs) {
    const job = schema.jobs?.[id];
    if (!job) continue;
    const ofJob = new Set([...ofWorkflow, ...env.map(({ name }) => name), ...secrets, oidc?.env ?? ""]);
    const { steps = [], ...rest } = job;
    for (const found of textsIn(rest, ["jobs", id], foreignWords)) check(context, found, ofJob);
    for (const [index, step] of steps.entries()) {
      if (mayHaveSet(steps.slice(0, index))) break;
      const own = new Set([...ofJob, ...Object.keys(step.env ?? {})]);
      for (const found of textsIn(step, ["jobs", id, "steps", String(index)], foreignWords))
        check(context, found, own);
    }
  }
}

const foreignWords: ReadonlySet<string> = new Set(["provider"]);

/** What machines and the providers' runners set themselves. */
const ofMachine =
  /^(?:CI|HOME|PATH|USER|USERNAME|LOGNAME|SHELL|PWD|LANG|LC_\w+|TZ|TEMP|TMP|TMPDIR|HOSTNAME|OSTYPE|RANDOM|\w+_HOME|GOPATH|GOROOT|(?:GITHUB|RUNNER|CIRCLE|ACTIONS|ANDROID|AGENT)_\w+)$/;

/** Third parties' steps, and scripts that write to the file of the provider for that, set variables of later steps. */
function mayHaveSet(steps: NonNullable<JobToml["steps"]>): boolean {
  return steps.some(
    ({ native, uses, run }) =>
      native !== undefined || uses !== undefined || /GITHUB_ENV|BASH_ENV/.test(run ?? ""),
  );
}

function check(context: Context, { text, subject }: Found, names: ReadonlySet<string>): void {
  const source = isCondition(subject) ? withoutQuoted(text) : text;
  const form = isCondition(subject)
    ? /(?<![\w.-])env\.([A-Za-z_]\w*)/g
    : /(?<=\{\{\s*)env\.([A-Za-z_]\w*)(?=\s*\}\})/g;
  for (const match of source.matchAll(form)) {
    const name = match[1]!;
    if (names.has(name) || ofMachine.test(name)) continue;
    const near = nearest(name, names);
    const at = context.config.at(subject, match.index, match.index + match[0].length);
    context.report(
      diagnose(
        "CIG417",
        `No env of the step, the job or the workflow defines "${name}", so that it is empty.`,
        {
          hint: near ? `Did you mean env.${near}?` : `Add env = { ${name} = "…" }.`,
          ...(at && { at }),
          subject,
        },
      ),
    );
  }
}
