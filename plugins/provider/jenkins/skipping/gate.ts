import { asksStatus, type Gate, type Job } from "cig/sdk";
import { type Block, block } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";
import { copiesOf } from "../order/copies.ts";
import { helper, type Scope } from "../scope.ts";

/**
 * The gate: a stage behind all others, in `post`, so that it is there whatever has happened: where a stage cannot get
 * its machine, or the build is aborted, Jenkins starts no further stage.
 */
export function compileGate(gate: Gate, scope: Scope): Block {
  const jobs = scope.output.jobs.map(jobLine);
  const call = `${helper(scope, "gate")}(${groovyString(gate.name)}, ${groovyString(`\n${jobs.join("\n")}\n`)})`;
  return block("post", block("always", call));
}

/** What the method `gate` reads: what a job needs and how strict it is, and at last its runs. */
function jobLine(job: Job): string {
  // Who asks how others have ended is not held back by them.
  const asks = job.condition !== undefined && asksStatus(job.condition);
  return [
    `job:${job.id}`,
    ...(asks ? [] : [...job.needs.map((id) => `needs:${id}`), ...job.needsAny.map((id) => `any:${id}`)]),
    ...(job.condition ? ["is:conditional"] : []),
    ...(job.continueOnError ? ["is:lenient"] : []),
    ...copiesOf(job).map(({ id }) => `run:${id}`),
  ].join(" ");
}
