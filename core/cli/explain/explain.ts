import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { hasErrors } from "../../diagnostic/diagnostic.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import { openRepo } from "../../repo/repo.ts";
import { openWorkTree } from "../../repo/work-tree.ts";
import { installedPlugins } from "../installed.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { jobsOf } from "../jobs.ts";
import { diagnosticJson, toJson } from "../json.ts";
import { locate } from "../locate.ts";
import { runFor } from "../run-pipeline.ts";
import { jobJson } from "../signatures/signatures-json.ts";
import { describeJob } from "./describe-job.ts";
import { explainText } from "./explain-text.ts";
import { explainWhy } from "./why/explain-why.ts";
import type { Why } from "./why/why.ts";
import { whyText } from "./why/why-text.ts";

/** `cig explain job NAME`: the job with everything that shaped it. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, environment, terminal, reporter } = invocation;
  const { root } = locate(given);
  const opening = openWorkTree(root, { environment });
  const run = await runFor(invocation, "plan", { repo: openRepo(root, { untracked: "skip", environment }) });
  const jobs = jobsOf(run);
  if (jobs.length === 0 && hasErrors(run.diagnostics)) throw new Refusal(run.diagnostics, run.root);
  const job = findJob(jobs, given.operands[0]!, run.root);
  const { value: plugins = [] } = await installedPlugins(
    run.root,
    run.config?.schema.plugins ?? {},
    invocation,
  );
  const described = describeJob(job, jobs, run, plugins);
  const why = hasErrors(run.diagnostics) ? undefined : await explainWhy(invocation, run, opening);
  reporter.diagnostics(run.diagnostics, run.root);
  const asked = job.variants.filter(({ id }) => given.operands[0] === job.id || id === given.operands[0]);
  const reasons = asked.flatMap(({ id }) => why?.get(id) ?? []);
  if (given.has("json")) {
    const diagnostics = run.diagnostics.map(diagnosticJson);
    const variants = reasons.map(whyJson);
    terminal.out.write(
      toJson({ schema: "cig.explain/1", job: described, ...variants[0], variants, diagnostics }),
    );
  } else {
    terminal.out.write(explainText(described, terminal.out.paint));
    for (const each of reasons) terminal.out.write(whyText(each, terminal.out.paint));
  }
  return hasErrors(run.diagnostics) ? 1 : 0;
}

/** The entry of `cig.signatures/1`, with what has changed. */
function whyJson({ decided, base, changed, upstream }: Why): object {
  const before = [...upstream].map(([id, all]) => ({ id, changed: all }));
  return { ...jobJson(decided), base_of_comparison: base, changed, changed_before: before };
}

function findJob(jobs: readonly Job[], name: string, root: string): Job {
  const found =
    jobs.find(({ id }) => id === name) ?? jobs.find(({ variants }) => variants.some(({ id }) => id === name));
  if (found) return found;
  const names = jobs.map(({ id }) => id);
  const close = nearest(name, names);
  const hint = close
    ? `Did you mean "${close}"?`
    : names.length > 0
      ? `The jobs are: ${names.slice(0, 20).join(", ")}${names.length > 20 ? ", …" : ""}.`
      : "cig.toml has no job yet; add one as [jobs.NAME].";
  throw new Refusal([diagnose("CIG705", `There is no job "${name}".`, { hint })], root);
}
