import type { Job, Step } from "cig/sdk";

/** Steps of a job that stand together: those of one call, or a single one. */
export interface Group {
  readonly steps: readonly Step[];
  /** Absent: no call of a command. */
  readonly call?: NonNullable<Step["call"]>;
}

/** The steps in their order, those of one call of a command joined. */
export function groupCalls(steps: readonly Step[]): Group[] {
  const groups: { steps: Step[]; call?: NonNullable<Step["call"]> }[] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (step.call && last?.call?.command === step.call.command && last.call.number === step.call.number)
      last.steps.push(step);
    else groups.push({ steps: [step], ...(step.call && { call: step.call }) });
  }
  return groups;
}

/**
 * True when the sources lie at the workspace's root before that step, as an action of theirs needs; without one, when
 * all steps are over.
 */
export function hasSources(job: Job, before?: Step): boolean {
  return job.steps
    .slice(0, before ? job.steps.indexOf(before) : undefined)
    .some(
      ({ kind, condition }) =>
        kind.case === "checkout" && kind.value.path === "" && !kind.value.ref?.parts.length && !condition,
    );
}
