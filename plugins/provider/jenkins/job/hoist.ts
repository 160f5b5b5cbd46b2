import { type Block, block, type Code, printCode } from "../groovy/code.ts";

/** Stages side by side, and what they have alike, which the stage around them says once for all. */
export interface Hoisted {
  /** Sections of the stage around them. */
  readonly common: readonly Code[];
  /** The same stages in the same branches, without those. */
  readonly branches: readonly (readonly Block[])[];
}

/**
 * Takes a `when` that is the same in all stages, and the variables that all have, out of them. What asks how the build
 * stands could be answered otherwise when a later stage of a branch begins, so that it stays.
 */
export function hoist(branches: readonly (readonly Block[])[]): Hoisted {
  const stages = branches.flat();
  const hasChains = branches.some((branch) => branch.length > 1);
  const when = sameWhen(stages, hasChains);
  const variables = sameVariables(stages);
  if (when.length === 0 && variables.length === 0) return { common: [], branches };
  const common = [
    ...(when.length > 0 ? [block("when", when)] : []),
    ...(variables.length > 0 ? [block("environment", variables)] : []),
  ];
  const taken = new Set(variables);
  const without = (stage: Block): Block => ({
    ...stage,
    body: stage.body.flatMap((each): Code[] => {
      if (when.length > 0 && isSection(each, "when")) return withVerdict(each);
      if (!isSection(each, "environment")) return [each];
      const left = each.body.filter((line) => !taken.has(line));
      return left.length > 0 ? [{ ...each, body: left }] : [];
    }),
  });
  return { common, branches: branches.map((branch) => branch.map(without)) };
}

/** What all stages ask, but for whether they are left out, which each asks for itself at last. */
function sameWhen(stages: readonly Block[], hasChains: boolean): readonly Code[] {
  const [first, ...others] = stages.map((stage) => stage.body.filter((each) => isSection(each, "when")));
  const [when, ...more] = (first ?? []).map((each) => conditionsOf(each as Block));
  if (!when || more.length > 0) return [];
  const text = printCode(when);
  if (others.some((each) => each.length !== 1 || printCode(conditionsOf(each[0] as Block)) !== text))
    return [];
  const changes = /\b(?:anyFailed|isAborted|currentBuild)\b/.test(text);
  return /beforeInput/.test(text) || (hasChains && changes) ? [] : when;
}

function conditionsOf({ body }: Block): Code[] {
  return body.filter((line) => line !== "beforeAgent true" && !isVerdict(line));
}

function withVerdict({ head, body }: Block): Code[] {
  const verdicts = body.filter(isVerdict);
  return verdicts.length > 0 ? [block(head, "beforeAgent true", verdicts)] : [];
}

function isVerdict(line: Code): boolean {
  return typeof line !== "string" && /^mustRun\(/.test(String(line.body[0]));
}

function sameVariables(stages: readonly Block[]): Code[] {
  const all = stages.map((stage) => {
    const sections = stage.body.filter((each): each is Block => isSection(each, "environment"));
    return sections.length === 1 ? sections[0]!.body : [];
  });
  const [first = [], ...others] = all;
  return first.filter((line) => others.every((each) => each.includes(line)));
}

function isSection(code: Code, head: string): code is Block {
  return typeof code !== "string" && code.head === head;
}
