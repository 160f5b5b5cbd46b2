import { type Job, type Output, optionsFor } from "cig/sdk";
import { type Block, block, blockUnlessEmpty, type Code, printCode } from "./groovy/code.ts";
import { helperCode } from "./groovy/helpers.ts";
import { groovyString } from "./groovy/literal.ts";
import { hoist } from "./job/hoist.ts";
import { compileMatrix, isNativeMatrix } from "./job/matrix.ts";
import { stageNames } from "./job/names.ts";
import { checkOptions, environmentBlock, moreLines, optionLines } from "./job/options.ts";
import { compileApproval, compileStage } from "./job/stage.ts";
import { isPlain, waitsInVain } from "./order/plain.ts";
import { type Node, type Segment, segmentsOf } from "./order/segments.ts";
import type { Report } from "./report.ts";
import { outputScope, type Scope } from "./scope.ts";
import { compileBootstrap, skippingMethods } from "./skipping/bootstrap.ts";
import { compileGate } from "./skipping/gate.ts";
import { keepsResults, skippingOf } from "./skipping/skipping.ts";
import { concurrencyOptions } from "./triggers/concurrency.ts";
import { compileCron } from "./triggers/cron.ts";
import { compileInputs } from "./triggers/manual.ts";
import { compileWanted } from "./triggers/wanted.ts";

/** The Jenkinsfile of one output. */
export function compilePipeline(output: Output, report: Report): string {
  const scope = outputScope(output, report);
  const own = optionsFor("jenkins", output.providerOptions);
  checkOptions(own, "file", scope);
  const segments = segmentsOf(output.jobs);
  const plain = isPlain(segments);
  scope.bodies.decide(sizeOf(compileSegments(segments, plain, scope)) > largest);
  const stages = compileSegments(segments, plain, scope);
  remarkOnWaits(segments, output.jobs, scope);
  const skipping = skippingOf(output);
  const whole = [...(skipping ? [compileBootstrap(skipping, namesOf(stages), scope)] : []), ...stages];
  const gate = output.gate && compileGate(output.gate, scope);
  const wanted = compileWanted(output.triggers, scope);
  const title = output.description || output.workflow || "CI";
  // Jenkins takes one `post` of a pipeline, and somebody may want to say something in it.
  const isWrapped = wanted.length > 0 || (gate !== undefined && own.has("post"));
  const wrapper = block(
    `stage(${groovyString(freeTitle(title, output.jobs))})`,
    blockUnlessEmpty("when", wanted),
    block("stages", whole),
    gate,
  );
  const options = new Map([
    // Each job says itself whether and how it gets the sources.
    ["skipDefaultCheckout", "skipDefaultCheckout()"],
    // A stage that is started by itself would know nothing of those before it.
    ...(plain && !keepsResults(output)
      ? []
      : [["disableRestartFromStage", "disableRestartFromStage()"] as const]),
    ...concurrencyOptions(output.concurrency, scope),
  ]);
  const cron = compileCron(output.triggers?.schedule ?? [], scope);
  const pipeline = block(
    "pipeline",
    "agent none",
    block("options", optionLines(own, "options", options, scope)),
    blockUnlessEmpty("triggers", optionLines(own, "triggers", cron, scope)),
    blockUnlessEmpty("parameters", compileInputs(output.triggers?.manual?.inputs ?? [], scope)),
    environmentBlock(new Map(), own, scope),
    block("stages", isWrapped ? wrapper : whole),
    isWrapped ? undefined : gate,
    moreLines(own, "file"),
  );
  const deciding = skipping ? skippingMethods(skipping, scope) : [];
  const { fields, methods } = helperCode(scope.helpers, {
    hasManual: output.triggers?.manual !== undefined,
    // A schedule that somebody set up in Jenkins itself makes everything run, too.
    hasSchedule: skipping !== undefined || (output.triggers?.schedule.length ?? 0) > 0,
    keepsResults: keepsResults(output),
  });
  remarkOnSize([pipeline], scope);
  return printCode([
    ...libraryLines(own, scope),
    ...fields,
    pipeline,
    ...scope.bodies.methods(),
    ...deciding,
    ...methods,
  ]);
}

/** What stages are called, those in others too. */
function namesOf(code: readonly Code[]): Set<string> {
  return new Set([...printCode(code).matchAll(/^ *stage\('(.*)'\) \{$/gm)].map(([, name]) => name!));
}

function compileSegments(segments: readonly Segment[], plain: boolean, scope: Scope): Code[] {
  const names = stageNames(scope.output.jobs, scope);
  const stageOf = (node: Node): Block => {
    if (node.kind === "approval")
      return compileApproval(
        node.job,
        { name: `Approval of ${node.job.id}`, isPlain: plain, isCell: false },
        scope,
      );
    const name = names.get(node.copy.id) ?? node.copy.id;
    return compileStage(node.copy, { name, isPlain: plain, isCell: false }, scope);
  };
  return segments.flatMap(({ branches }, index): Code[] => {
    const [only] = branches;
    if (branches.length === 1) return only!.map(stageOf);
    const jobs = new Set(branches.flat().map((node) => (node.kind === "run" ? node.copy.job : node.job)));
    const [job] = jobs as unknown as [Job];
    if (jobs.size === 1 && branches.every((branch) => branch.length === 1) && isNativeMatrix(job, scope))
      return [compileMatrix(job, { name: job.name || job.id, isPlain: plain, isCell: true }, scope)];
    const failFast = jobs.size === 1 && plain && job.matrix !== undefined && job.matrix.failFast !== false;
    if (!failFast) remarkOnFailFast(jobs, scope);
    const stages = branches.map((branch) => branch.map(stageOf));
    const hasQuestions = branches.flat().some(({ kind }) => kind === "approval");
    const hoisted = hasQuestions ? { common: [], branches: stages } : hoist(stages);
    return [
      block(
        `stage(${groovyString(groupName(jobs, index, scope))})`,
        failFast ? "failFast true" : undefined,
        hoisted.common,
        block(
          "parallel",
          branches.map((branch, place) => branchOf(branch, hoisted.branches[place]!, place, names)),
        ),
      ),
    ];
  });
}

/** A branch of several stages has a stage around them, called after what is in it. */
function branchOf(
  branch: readonly Node[],
  stages: readonly Block[],
  place: number,
  names: ReadonlyMap<string, string>,
): Code {
  if (stages.length === 1) return stages[0]!;
  const label = branch.map((node) =>
    node.kind === "run" ? (names.get(node.copy.id) ?? node.copy.id) : "approval",
  );
  const name =
    label.length > 3 ? `${label[0]} and ${label.length - 1} more (${place + 1})` : label.join(", then ");
  return block(`stage(${groovyString(name)})`, block("stages", stages));
}

/** What people see of stages side by side: the job that they are of, or their stage of cig.toml, or their number. */
function groupName(jobs: ReadonlySet<Job>, index: number, scope: Scope): string {
  const [first] = jobs as unknown as [Job];
  const stages = new Set([...jobs].map(({ stage }) => stage));
  const taken = new Set(scope.output.jobs.map(({ id }) => id));
  if (jobs.size === 1) return `${first.name || first.id} (all)`;
  const [stage] = stages;
  return stages.size === 1 && stage && !taken.has(stage) ? `${stage} (${index + 1})` : `Level ${index + 1}`;
}

function freeTitle(title: string, jobs: readonly Job[]): string {
  return jobs.some(({ id, name }) => id === title || name === title) ? `${title} (all)` : title;
}

function remarkOnFailFast(jobs: ReadonlySet<Job>, { report }: Scope): void {
  for (const job of jobs)
    if (job.matrix?.failFast === true && job.variants.length > 1)
      report.add(
        "JK020",
        ["jobs", job.id, "matrix", "fail_fast"],
        `Jenkins lets the other variants of "${job.id}" run on when one fails, as other jobs of the file go on, too.`,
        "Nothing is lost but time.",
      );
}

function remarkOnWaits(segments: readonly Segment[], jobs: readonly Job[], { report }: Scope): void {
  const vain = [...waitsInVain(segments, jobs)];
  if (vain.length === 0) return;
  const [id, others] = vain[0]!;
  report.add(
    "JK030",
    ["jobs", id, "needs"],
    `Jenkins has stages and no graph: "${id}" starts when ${others.map((each) => `"${each}"`).join(", ")} ${others.length > 1 ? "have" : "has"} ended, too${vain.length > 1 ? `, and so it is with ${vain.length - 1} more jobs` : ""}.`,
    "Nothing is lost but time: what fails or is skipped holds back only those that need it.",
  );
}

/** Words of Groovy in a block that Jenkins still compiles to one method, which ends at 64 KiB. */
const largest = 1500;

function sizeOf(code: readonly Code[]): number {
  const bare = printCode(code).replace(/'''(?:\\.|[^\\])*?'''|'(?:\\.|[^'\\\n])*'/gs, "x");
  // Of a stage Jenkins makes much more than its words.
  const stages = bare.match(/\bstage\(/g)?.length ?? 0;
  return (bare.match(/\w+/g)?.length ?? 0) + 10 * stages;
}

function remarkOnSize(pipeline: readonly Code[], { report }: Scope): void {
  if (sizeOf(pipeline) > largest)
    report.add(
      "JK034",
      ["outputs"],
      "Jenkins may compile a pipeline of this size only where it is allowed to split it.",
      "Start Jenkins with -Dorg.jenkinsci.plugins.pipeline.modeldefinition.parser.RuntimeASTTransformer.SCRIPT_SPLITTING_TRANSFORMATION=true",
    );
}

function libraryLines(own: ReturnType<typeof optionsFor>, { report }: Scope): Code[] {
  const libraries = own.get("libraries");
  if (!Array.isArray(libraries) || libraries.length === 0) return [];
  for (const library of libraries)
    if (!/^[\w.-]+@[\w./-]+$/.test(String(library)))
      report.add(
        "JK016",
        ["provider", "jenkins", "libraries"],
        `"${String(library)}" is no library with a version.`,
        'Write libraries = ["name@1.2.3"].',
      );
  return [`@Library([${libraries.map((each) => groovyString(String(each))).join(", ")}]) _`, ""];
}
