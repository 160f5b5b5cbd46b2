import { Pieces, parseText, printText } from "../../config/expressions.ts";
import type { CommandToml, JobToml, StepToml } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import type { Context, Subject } from "../context.ts";
import type { CallSite, StepOrigin } from "./calls.ts";
import { giveInputs } from "./give-inputs.ts";
import { namesOfSteps } from "./step-names.ts";

/** A command by the name that a job calls it by. */
export interface Named {
  /** As in Output.commands: the id, with the prefix of the member that defines it. */
  readonly id: string;
  readonly command: CommandToml;
  readonly subject: Subject;
}

/** A job with the steps of the commands that it calls in their places, and where each of them comes from. */
export interface Expanded {
  readonly job: JobToml;
  readonly origins: readonly StepOrigin[];
}

/** More steps than any job has; commands that call others twice would otherwise fill the memory. */
const mostSteps = 5000;

/** Puts the steps of commands in the place of the steps that call them. Undefined for a job that calls none. */
export function expandJob(context: Context, id: string, job: JobToml): Expanded | undefined {
  if (!job.steps?.some(({ command }) => command !== undefined)) return undefined;
  const taken = new Set(job.steps.flatMap(({ id: own }) => own ?? []));
  return expandSteps(context, job, ["jobs", id, "steps"], job.steps, undefined, taken);
}

/** A command as a job of its own, in which `inputs.NAME` stays a name. */
export function expandDefinition(context: Context, { id, command, subject }: Named): Expanded {
  const own = command.steps.flatMap((step) => step.id ?? []);
  const site: CallSite = {
    command: id,
    step: { command: id },
    subject,
    names: Object.keys(command.inputs ?? {}),
    steps: new Map(own.map((name) => [name, name])),
    outer: undefined,
  };
  const job: JobToml = { checkout: false };
  return expandSteps(context, job, [...subject, "steps"], command.steps, site, new Set(own), [id]);
}

function expandSteps(
  context: Context,
  job: JobToml,
  base: Subject,
  written: readonly StepToml[],
  outer: CallSite | undefined,
  taken: Set<string>,
  trail: readonly string[] = [],
): Expanded {
  const steps: StepToml[] = [];
  const origins: StepOrigin[] = [];
  let calls = 0;
  let isTooLong = false;
  walk(written, base, outer, undefined, trail);
  return { job: { ...job, steps }, origins };

  function walk(
    all: readonly StepToml[],
    place: Subject,
    site: CallSite | undefined,
    number: number | undefined,
    within: readonly string[],
  ): void {
    for (const [index, step] of all.entries()) {
      const subject = [...place, String(index)];
      if (step.command === undefined) add(step, subject, site, number, index === all.length - 1);
      else call(step, subject, site, number ?? calls++, within, index === all.length - 1);
      if (isTooLong) return;
    }
  }

  function add(
    step: StepToml,
    subject: Subject,
    site: CallSite | undefined,
    number: number | undefined,
    isLast: boolean,
  ): void {
    if (steps.length >= mostSteps) {
      if (!isTooLong) context.tell(tooMany(base));
      isTooLong = true;
      return;
    }
    const inherited = new Map<string, CallSite>();
    const id = idIn(site, step.id, isLast);
    const own = site ? withGiven(step, site, inherited) : step;
    steps.push({ ...own, ...(id !== undefined && { id }) });
    origins.push({ subject, inherited, ...(site && { site }), ...(number !== undefined && { number }) });
  }

  function call(
    step: StepToml,
    subject: Subject,
    site: CallSite | undefined,
    number: number,
    within: readonly string[],
    isLast: boolean,
  ): void {
    const named = context.command(step.command!);
    if (!named) {
      context.tell(unknownCommand(context, step.command!, [...subject, "command"]));
      return;
    }
    // Circles are told once, of the commands themselves.
    if (within.includes(named.id)) return;
    const { command } = named;
    const callId = idIn(site, step.id, isLast);
    const inner: CallSite = {
      command: named.id,
      step,
      subject,
      names: Object.keys(command.inputs ?? {}),
      inputs: giveInputs(context, named, step, subject, site),
      steps: namesOfSteps(command.steps, named.id, callId, taken),
      outer: site,
    };
    walk(command.steps, [...named.subject, "steps"], inner, number, [...within, named.id]);
  }
}

/** The id that a step has in the job. The last step of a call with an id goes by the id of the call. */
function idIn(site: CallSite | undefined, own: string | undefined, isLast: boolean): string | undefined {
  if (!site) return own;
  if (own !== undefined) return site.steps.get(own) ?? own;
  return isLast ? site.steps.get("") : undefined;
}

/** What the calls around a step say of all their steps; the step's own words and those of inner calls win. */
function withGiven(step: StepToml, site: CallSite, inherited: Map<string, CallSite>): StepToml {
  const result: Record<string, unknown> = { ...step };
  const own = withNames(step, site, inherited);
  Object.assign(result, own);
  for (let giver: CallSite | undefined = site; giver; giver = giver.outer) {
    for (const key of ["working_directory", "timeout", "continue_on_error", "shell"] as const) {
      if (giver.step[key] === undefined || result[key] !== undefined) continue;
      if (key === "shell" && step.run === undefined) continue;
      result[key] = giver.step[key];
      inherited.set(key, giver);
    }
    const env = (result.env ?? {}) as Record<string, unknown>;
    const given = Object.entries(giver.step.env ?? {}).filter(([name]) => !Object.hasOwn(env, name));
    for (const [name] of given) inherited.set(`env.${name}`, giver);
    if (given.length > 0) result.env = { ...env, ...Object.fromEntries(given) };
  }
  return result as StepToml;
}

/** Names of artifacts are compared as they are written, so that inputs in them are written out. */
function withNames(step: StepToml, site: CallSite, inherited: Map<string, CallSite>): Partial<StepToml> {
  const fill = (source: string, key: string) => {
    const filled = filledIn(source, site);
    // What was filled in has its meaning where the outermost call is.
    if (filled !== source) inherited.set(key, outermost(site));
    return filled;
  };
  const { artifact, download } = step;
  return {
    ...(typeof artifact === "object" &&
      artifact.name !== undefined && {
        artifact: { ...artifact, name: fill(artifact.name, "artifact.name") },
      }),
    ...(typeof download === "string" && { download: fill(download, "download") }),
    ...(typeof download === "object" && {
      download: { ...download, name: fill(download.name, "download.name") },
    }),
  };
}

/** The source of a text with the sources of the inputs that it names. */
function filledIn(source: string, site: CallSite): string {
  const { text } = source.includes("{{") ? parseText(source) : {};
  if (!text || !site.inputs) return source;
  const pieces = new Pieces();
  let isFilled = false;
  for (const { kind } of text.parts) {
    const given =
      kind.case === "reference" && kind.value.path[0] === "inputs" && site.inputs.get(kind.value.path[1]!);
    if (given) {
      isFilled = true;
      const inner = given.site ? filledIn(String(given.source), given.site) : String(given.source);
      pieces.append(parseText(inner).text!);
    } else if (kind.case === "reference") pieces.reference(kind.value.path);
    else pieces.literal(kind.value ?? "");
  }
  return isFilled ? printText(pieces.text()) : source;
}

function outermost(site: CallSite): CallSite {
  return site.outer ? outermost(site.outer) : site;
}

function unknownCommand(context: Context, name: string, subject: Subject) {
  const names = Object.keys(context.schema.commands ?? {});
  const near = nearest(name, names);
  return diagnose("CIG426", `There is no command "${name}".`, {
    hint: near
      ? `Did you mean "${near}"?`
      : names.length > 0
        ? `There ${names.length === 1 ? "is" : "are"} ${names.join(", ")}.`
        : `Add it:\n  [commands.${name}]\n  steps = [{ run = "…" }]`,
    subject,
  });
}

function tooMany(base: Subject) {
  return diagnose("CIG104", `With the steps of its commands this has more than ${mostSteps} steps.`, {
    hint: "Let commands call each other less often.",
    subject: base,
  });
}
