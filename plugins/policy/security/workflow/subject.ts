import { type Job, type Output, optionsFor, type Step } from "cig/sdk";

/** What is compared of a rendered step. */
export interface RenderedStep {
  readonly uses: string | undefined;
  readonly run: string | undefined;
}

/** The key path of cig.toml that a rendered job comes from. */
export function jobSubject(output: Output | undefined, id: string): readonly string[] {
  return output?.jobs.some((job) => job.id === id) ? ["jobs", id] : [];
}

/** Where a step comes from in cig.toml, and its script. */
export interface StepSubject {
  readonly step: readonly string[];
  readonly run: readonly string[];
}

/**
 * The key paths of cig.toml that the rendered steps of a job come from. One that only GitHub needs, such as the packing
 * of files for later jobs, comes from the job as a whole.
 */
export function stepSubjects(
  output: Output | undefined,
  id: string,
  rendered: readonly RenderedStep[],
): StepSubject[] {
  const job = output?.jobs.find((each) => each.id === id);
  if (!job) return rendered.map(() => both(jobSubject(output, id)));
  // A list in the escape hatch replaces the steps as a whole.
  if (hasOwnSteps(job))
    return rendered.map((_, index) => both(["jobs", id, "provider", "github", "steps", String(index)]));
  return align(rendered, job.steps.filter(isRendered)).map((step) => subjectOf(step, ["jobs", id]));
}

/** The same for the steps of a composite action, which come from a command. */
export function commandSubjects(
  outputs: readonly Output[],
  id: string,
  rendered: readonly RenderedStep[],
): StepSubject[] {
  const command = outputs.flatMap(({ commands }) => commands).find((each) => each.id === id);
  if (!command) return rendered.map(() => both([]));
  return align(rendered, command.steps).map((step) => subjectOf(step, ["commands", id]));
}

function subjectOf(step: Step | undefined, otherwise: readonly string[]): StepSubject {
  if (!step || step.subject.length === 0) return both(otherwise);
  const isOfToml = step.subject.length === 4 && step.subject[2] === "steps";
  const hasScript = isOfToml && step.kind.case === "run" && step.providerOptions.length === 0;
  return { step: step.subject, run: hasScript ? [...step.subject, "run"] : step.subject };
}

function both(subject: readonly string[]): StepSubject {
  return { step: subject, run: subject };
}

/** Finds for each rendered step the planned one, both in order, so that as many as possible have one. */
function align(rendered: readonly RenderedStep[], planned: readonly Step[]): (Step | undefined)[] {
  const rows = rendered.length;
  const columns = planned.length;
  const best = Array.from({ length: rows + 1 }, () => new Array<number>(columns + 1).fill(0));
  for (let row = rows - 1; row >= 0; row--)
    for (let column = columns - 1; column >= 0; column--)
      best[row]![column] = matches(rendered[row]!, planned[column]!)
        ? best[row + 1]![column + 1]! + 1
        : Math.max(best[row + 1]![column]!, best[row]![column + 1]!);
  const found: (Step | undefined)[] = [];
  let from = 0;
  let open: number[] = [];
  const close = (until: number) => {
    // Between two that are known, as many of each are each other's.
    const isEven = open.length === until - from;
    for (const [index, row] of open.entries()) if (isEven) found[row] = planned[from + index];
    open = [];
  };
  for (let row = 0, column = 0; row < rows; row++) {
    const isHere = () => column < columns && matches(rendered[row]!, planned[column]!);
    while (column < columns && !isHere() && isSame(best, row, column)) column++;
    found.push(isHere() ? planned[column] : undefined);
    if (isHere()) {
      close(column);
      from = ++column;
    } else open.push(row);
  }
  close(columns);
  return found;
}

/** True when nothing is lost by passing over the planned step. */
function isSame(best: readonly (readonly number[])[], row: number, column: number): boolean {
  return best[row]![column + 1] === best[row]![column];
}

function matches({ uses, run }: RenderedStep, step: Step): boolean {
  const own = optionsFor("github", step.providerOptions);
  if (own.has("run")) return run === own.get("run");
  if (own.has("uses")) return uses === own.get("uses");
  const { kind } = step;
  if (step.call && uses === `./.github/actions/${step.call.command}`) return true;
  switch (kind.case) {
    case "run":
      return run !== undefined && endsWith(run, kind.value.script);
    case "native":
      return isAction(uses, kind.value.uses);
    case "toolchain": {
      const native = kind.value.native.find(({ provider }) => provider === "github");
      if (native) return isAction(uses, native.uses);
      return run !== undefined && endsWith(run, kind.value.fallbackScript);
    }
    case "checkout":
      return isAction(uses, "actions/checkout");
    case "cache":
      return isAction(uses, "actions/cache");
    case "upload":
      return isAction(uses, "actions/upload-artifact");
    case "download":
      return isAction(uses, "actions/download-artifact");
    default:
      // Their scripts are the provider's own.
      return false;
  }
}

/** A line may stand before the author's script, and `${{` in it is written so that GitHub yields it. */
function endsWith(run: string, script: string): boolean {
  return run.replaceAll("${{ '${{' }}", "${{").trimEnd().endsWith(script.trimEnd());
}

function isAction(uses: string | undefined, name: string): boolean {
  const [wanted] = name.split("@");
  return uses !== undefined && (uses.split("@")[0] === wanted || uses.startsWith(`${wanted}/`));
}

function isRendered({ kind }: Step): boolean {
  return kind.case !== "native" || kind.value.provider === "" || kind.value.provider === "github";
}

function hasOwnSteps(job: Job): boolean {
  return job.providerOptions.some(
    ({ provider, options }) => provider === "github" && options?.entries.some(({ key }) => key === "steps"),
  );
}
