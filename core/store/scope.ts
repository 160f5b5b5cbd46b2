/** Where a run may look for markers, and where it may leave its own. */
export interface Scopes {
  /** The most specific first. */
  readonly read: readonly string[];
  /** Absent: what this run does is for nobody else to build on. */
  readonly write?: string;
}

/** What is known of a run. Words are those of `run.event`: push, pull_request, merge_queue, schedule, manual, release. */
export interface RunOrigin {
  readonly event?: string | undefined;
  /** The branch that runs; of a pull request the one that it comes from. */
  readonly branch?: string | undefined;
  /** The pull request's number. */
  readonly pr?: string | number | undefined;
  readonly defaultBranch?: string | undefined;
}

/**
 * The scopes of a run. A pull request never writes where the default branch reads, whatever its branch is called: a
 * fork's may well be called "main". What cannot be placed writes nowhere, and everybody may read what the default
 * branch has earned.
 */
export function scopesOf({ event, branch, pr, defaultBranch }: RunOrigin): Scopes {
  if (isGiven(pr) || isPullRequest(event)) return scopesOfPullRequest(pr);
  if (!isGiven(branch) || event === undefined) return { read: [trusted] };
  const isTrusted = branch === defaultBranch && trustedEvents.has(event);
  if (isTrusted) return { read: [trusted], write: trusted };
  const own = `branch/${branch}`;
  return isBranchScope(own) ? { read: [own, trusted], write: own } : { read: [trusted] };
}

const trusted = "trusted";

/** A merge queue tries what is not merged yet, and a word that nobody knows is no reason to trust. */
const trustedEvents: ReadonlySet<string> = new Set(["push", "schedule", "manual", "release"]);

function isPullRequest(event: string | undefined): boolean {
  return event !== undefined && /^(?:pull_request|merge_request|pr$)/.test(event);
}

function scopesOfPullRequest(pr: string | number | undefined): Scopes {
  const number = String(pr ?? "");
  // Without its number, two pull requests would share a scope.
  if (!/^[1-9]\d{0,14}$/.test(number)) return { read: [trusted] };
  return { read: [`pr/${number}`, trusted], write: `pr/${number}` };
}

function isGiven(value: string | number | undefined): value is string | number {
  return value !== undefined && value !== "";
}

/** As stores see it. */
function isBranchScope(scope: string): boolean {
  return /^branch\/[^\0-\x1f\x7f]{1,1000}$/.test(scope);
}
