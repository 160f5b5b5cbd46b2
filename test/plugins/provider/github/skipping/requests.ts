import { Function as F, named, reference, SkippingStage, text } from "cig/sdk";
import { judgeWorkflow } from "../../../../validators/github.ts";
import { apply, type JobInit, job, type OutputInit, render } from "../requests.ts";

/** How a workflow leaves work out, as the core says it; the functions are short. */
export const skipping = (more = {}) =>
  ({
    stage: SkippingStage.BOOTSTRAP,
    job: "cig",
    functions: 'cig_home=$PWD\ncig_get() { [ -n "$CIG_TOOL" ]; }\ncig() { node "$cig_home/$CIG_TOOL" "$@"; }',
    env: [
      named("CIG_GIT_SHA", reference("git.sha")),
      named("CIG_TOOL", text("npm:cig")),
      named("LEVEL", reference("env.LEVEL")),
    ],
    nativeStore: true,
    forceLabel: "cig:force",
    runner: { os: "linux", arch: "amd64" },
    depth: 2,
    timeoutMinutes: 10,
    ...more,
  }) as OutputInit["skipping"];

export const gate = { job: "gate", name: "all green", runner: { os: "linux", arch: "amd64" } };

/** A job that may be left out. */
export const idle = (id: string, more: JobInit = {}) => job(id, { skippable: true, ...more } as JobInit);

export const always = apply(F.ALWAYS);

/** The workflow of these jobs with all that leaves them out, and nothing that a judge has to say against it. */
export async function workflowOf(jobs: OutputInit["jobs"], more: OutputInit = {}) {
  const { content, diagnostics } = await render({ skipping: skipping(), gate, jobs, ...more } as OutputInit);
  const found = diagnostics.filter(({ code }) => code !== "GH014").map(({ message }) => message);
  return { content, found: [...found, ...(content === "" ? [] : await judgeWorkflow(content))] };
}
