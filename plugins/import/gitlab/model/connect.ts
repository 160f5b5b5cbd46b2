import type { Situation } from "../condition/situation.ts";
import type { ResidueList } from "../source/residue-list.ts";
import { isList, isTable, placeOf, type Raw, textIn } from "../source/value.ts";
import type { Draft } from "./job.ts";
import { covers, meet } from "./needs.ts";
import type { Download, Job, Need } from "./pipeline.ts";

/** The jobs with what they wait for, and whose artifacts they get. */
export function connect(
  drafts: readonly Draft[],
  stages: readonly string[],
  situations: readonly Situation[],
  residue: ResidueList,
): Job[] {
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  const staged = stages.map((stage) => drafts.filter((draft) => draft.stage === stage));
  const needs = new Map<string, readonly Need[]>();
  const explicit = new Map<string, Raw>();
  for (const draft of drafts) {
    if (!stages.includes(draft.stage))
      residue.add(
        placeOf(draft.table, "stage") ?? draft.place,
        draft.id,
        `\`stage: ${draft.stage}\``,
        "`stages` does not name it: the job waits for nobody.",
        "changed",
      );
    if (isList(draft.needs)) explicit.set(draft.id, draft.needs);
    const others = isList(draft.needs)
      ? namedNeeds(draft, draft.needs, byName, residue)
      : stageNeeds(draft, staged, situations);
    needs.set(
      draft.id,
      others
        .filter(
          (other) =>
            other !== draft && other.trigger === "" && meet(other.presence, draft.presence, situations),
        )
        .map((other) => ({ job: other.id, isPartial: !covers(other.presence, draft.presence, situations) })),
    );
  }
  return drafts.map((draft): Job => {
    const {
      presence: _,
      isManual,
      isInterruptible: __,
      table: ___,
      standIns: ____,
      dependencies: _____,
      ...job
    } = draft;
    const own = withoutCircle(draft.id, needs);
    return {
      ...job,
      isOptional: isOptional(draft),
      needs: own,
      downloads: downloadsOf(draft, drafts, stages, needs, situations, residue),
    };
  });
}

/** A job that may be started by hand, or not, and for which the others do not wait. */
function isOptional({ isManual, allowFailure }: Draft): boolean {
  return isManual && allowFailure;
}

function namedNeeds(
  draft: Draft,
  needs: readonly Raw[],
  byName: ReadonlyMap<string, Draft>,
  residue: ResidueList,
): Draft[] {
  return needs.flat().flatMap((need): Draft[] => {
    const table = isTable(need as Raw) ? (need as { readonly [key: string]: Raw }) : undefined;
    const name = textIn(table ? table.job : (need as Raw)) ?? "";
    const place = placeOf(draft.table, "needs") ?? draft.place;
    if (table?.parallel !== undefined)
      residue.add(
        place,
        draft.id,
        `\`needs\` of some variants of "${name}"`,
        "A job waits for all variants of another.",
        "changed",
      );
    const found =
      table?.project === undefined && table?.pipeline === undefined ? byName.get(name) : undefined;
    if (!found)
      residue.add(
        place,
        draft.id,
        `\`needs\` of "${name || textIn(table?.pipeline) || ""}"`,
        "It is no job among the files that were read.",
      );
    return found ? [found] : [];
  });
}

/** All jobs of the stages before, up to one that waits for the rest wherever this job is. */
function stageNeeds(
  draft: Draft,
  staged: readonly (readonly Draft[])[],
  situations: readonly Situation[],
): Draft[] {
  const own = staged.findIndex((jobs) => jobs.includes(draft));
  const found: Draft[] = [];
  for (let stage = own - 1; stage >= 0; stage--) {
    const waited = staged[stage]!.filter(
      (other) =>
        !isOptional(other) && other.trigger === "" && meet(other.presence, draft.presence, situations),
    );
    found.unshift(...waited);
    if (waited.some((other) => !isList(other.needs) && covers(other.presence, draft.presence, situations)))
      break;
  }
  return found;
}

/** Needs that lead back to the job would never end; GitLab refuses them. */
function withoutCircle(id: string, needs: ReadonlyMap<string, readonly Need[]>): readonly Need[] {
  const seen = new Set<string>();
  const leadsBack = (job: string): boolean => {
    if (job === id) return true;
    if (seen.has(job)) return false;
    seen.add(job);
    return (needs.get(job) ?? []).some((each) => leadsBack(each.job));
  };
  return (needs.get(id) ?? []).filter(({ job }) => {
    seen.clear();
    return !leadsBack(job);
  });
}

/** Whose artifacts GitLab puts into the job's folder: all of the stages before, or those that it names. */
function downloadsOf(
  draft: Draft,
  drafts: readonly Draft[],
  stages: readonly string[],
  needs: ReadonlyMap<string, readonly Need[]>,
  situations: readonly Situation[],
  residue: ResidueList,
): Download[] {
  const waited = reachable(draft.id, needs);
  const asked = draft.dependencies;
  const unwanted = isList(draft.needs)
    ? draft.needs
        .flat()
        .flatMap((need) =>
          isTable(need as Raw) && (need as { artifacts?: Raw }).artifacts === false
            ? [textIn((need as { job?: Raw }).job) ?? ""]
            : [],
        )
    : [];
  const named = isList(draft.needs)
    ? draft.needs
        .flat()
        .flatMap((need) => textIn(isTable(need as Raw) ? (need as { job?: Raw }).job : (need as Raw)) ?? [])
    : undefined;
  return drafts.flatMap((other): Download[] => {
    if (!other.artifacts || other === draft || other.artifacts.when === "failure") return [];
    if (
      asked
        ? !asked.includes(other.name)
        : named
          ? !named.includes(other.name) || unwanted.includes(other.name)
          : stages.indexOf(other.stage) >= stages.indexOf(draft.stage)
    )
      return [];
    if (!meet(other.presence, draft.presence, situations)) return [];
    if (!waited.has(other.id)) {
      residue.add(
        draft.place,
        draft.id,
        `the artifacts of "${other.name}"`,
        "The job does not wait for that one, which may be started by hand or not at all.",
      );
      return [];
    }
    return [
      {
        job: other.id,
        test: covers(other.presence, draft.presence, situations) ? undefined : other.presence,
      },
    ];
  });
}

function reachable(id: string, needs: ReadonlyMap<string, readonly Need[]>): Set<string> {
  const found = new Set<string>();
  const visit = (job: string) => {
    for (const need of needs.get(job) ?? [])
      if (!found.has(need.job)) {
        found.add(need.job);
        visit(need.job);
      }
  };
  visit(id);
  return found;
}
