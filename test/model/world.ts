import type { Marker } from "../../core/store/marker.ts";
import type { Found, Lookup } from "../../core/verdict/work.ts";
import { markerOf } from "../../core/work/marker-of.ts";
import type { Bug } from "./bugs.ts";
import { type Commit, type Context, nameOf, ownScope } from "./commit.ts";
import { FaultyStore } from "./faulty-store.ts";
import type { Action, History, RunAction } from "./history.ts";
import { playRun, type Violation } from "./judge.ts";
import { copiesOf, Ledger } from "./ledger.ts";
import { type Counts, checkSkips, countSkips, describe, type Ending, type LiveRun } from "./live-run.ts";
import type { Planner } from "./planner.ts";
import { Random, seedOf } from "./random.ts";
import { Repository } from "./repository.ts";
import { ask, type Decided } from "./run.ts";
import { variantsOf } from "./spec.ts";

/** What a history came to. */
export interface Outcome {
  readonly violations: readonly FoundViolation[];
  readonly counts: Counts;
  /** What happened, a line each. */
  readonly story: () => readonly string[];
}

type FoundViolation = Violation & { readonly run: string };

/** Lets a history happen, and holds every run against what the model knows to be true. */
export async function live(history: History, planner: Planner, bug?: Bug): Promise<Outcome> {
  const world = new World(history, planner, bug);
  for (const action of history.actions) await world.happen(action);
  const { violations, counts, story } = world;
  return { violations, counts, story: () => story.map((line) => line()) };
}

class World {
  readonly violations: FoundViolation[] = [];
  readonly story: (() => string)[] = [];
  readonly counts: Counts = { runs: 0, variants: 0, skipped: 0, known: 0, knownSkipped: 0, reasons: {} };
  readonly #repository: Repository;
  readonly #store = new FaultyStore();
  readonly #ledger = new Ledger();
  /** Runs that go on while other things happen. */
  readonly #live: LiveRun[] = [];
  readonly #planner: Planner;
  readonly #bug: Bug | undefined;
  #now = Date.parse("2026-11-01T00:00:00Z");
  #runs = 0;

  constructor(history: History, planner: Planner, bug: Bug | undefined) {
    this.#repository = new Repository(history);
    this.#planner = planner;
    this.#bug = bug;
  }

  async happen(action: Action): Promise<void> {
    this.#now += 10 * 60_000;
    switch (action.do) {
      case "run":
        await this.#start(action);
        break;
      case "forge":
        await this.#forge(action.branch, action.pr);
        break;
      case "advance":
        if (this.#live.length > 0) this.#advance(this.#live[action.run % this.#live.length]!, action.steps);
        break;
      case "wait":
        this.#now += action.hours * 3_600_000;
        this.#tell(() => `${action.hours} hours pass`);
        break;
      case "lose markers":
        this.#store.lose(new Random(action.seed));
        this.#tell(() => "the store loses markers");
        break;
      default: {
        const words = this.#repository.change(action);
        if (words !== undefined) this.#tell(() => words);
      }
    }
  }

  async #start(action: RunAction): Promise<void> {
    const commit = this.#repository.head(action.branch);
    if (!commit) return;
    const { event, branch, pr, level, seed, fault } = action;
    const context: Context = { run: `r${++this.#runs}`, event, branch, pr, level };
    const now = this.#clock(action);
    const random = new Random(seed ^ 0x2545f491);
    const decided = await this.#ask(commit, context, {
      now,
      forced: action.forced === true,
      unreadable: action.unreadable,
      found: (wanted, { scopes: { read } }) =>
        this.#misled(wanted, read) ?? this.#store.lookup(wanted, read, now, fault, random),
    });
    const { jobs } = commit.tree;
    const copies = new Map(jobs.flatMap((job) => variantsOf(job).map((id) => [id, job.copies ?? 1])));
    const endOf = (id: string) =>
      action.failing > 0 && seedOf(seed, id) % action.failing === 0 ? "failure" : "success";
    const fate = (variant: string) =>
      copiesOf(variant, copies.get(variant)!).map(endOf).includes("failure") ? "failure" : "success";
    const cancelled = action.cancelledAt === undefined ? [] : jobs.slice(action.cancelledAt);
    const played = playRun(decided, commit, context, fate, new Set(cancelled.map(({ id }) => id)));
    const { truth, leftOut } = played;
    const pending = [...truth.ends.keys()]
      .filter((id) => !leftOut.has(id) && truth.ends.get(id) !== "kept out")
      .flatMap((variant) =>
        copiesOf(variant, copies.get(variant)!).map((id) => ({ variant, id, end: endOf(id) }) as const),
      );
    const run: LiveRun = { action, context, commit, decided, truth, leftOut, copies, now, pending };
    this.#blame(run, played.violations);
    this.#blame(run, checkSkips(run, this.#ledger, this.#store));
    this.#blame(run, countSkips(run, this.#ledger, this.#store, this.counts));
    this.#tell(() => describe(run));
    this.#live.push(run);
    this.#advance(run, action.steps ?? Number.POSITIVE_INFINITY);
  }

  async #ask(
    commit: Commit,
    context: Context,
    rest: Omit<Parameters<typeof ask>[0], "commit" | "context" | "planned">,
  ): Promise<Decided> {
    const { jobs, ruby } = commit.tree;
    const planned = await this.#planner.plan(jobs, ruby);
    if (this.#bug !== "leave versions out of the signature")
      return ask({ planned, commit, context, ...rest }, this.#bug);
    // As if every plan were made with the same version.
    const { work } = await this.#planner.plan(jobs, "3.3");
    return ask({ planned: { ...planned, work }, commit, context, ...rest }, this.#bug);
  }

  /** What a bug in a store's client believes. */
  #misled({ id, signature }: Lookup, scopes: readonly string[]): Found | undefined {
    const peek = (all: readonly string[]) =>
      all.flatMap((scope) => this.#store.peek(scope, id, signature) ?? [])[0];
    const found = (marker: Marker | undefined, more: Partial<Marker>): Found | undefined =>
      marker && { kind: "found", marker: { ...marker, ...more } };
    switch (this.#bug) {
      case "forget to leave work out":
        return { kind: "none" };
      case "ignore the scope":
        return found(peek(["pr/1", "pr/2", "branch/topic", "branch/fix"]), { scope: "trusted" });
      case "believe a marker that has expired":
        return found(peek(scopes), { expires: "2099-01-01T00:00:00Z" });
      case "match a prefix of the key":
        return found(this.#store.beginning(id, scopes), { job: id, signature });
      default:
        return undefined;
    }
  }

  #advance(run: LiveRun, steps: number): void {
    for (const ending of run.pending.splice(0, steps)) this.#end(run, ending);
    if (run.pending.length === 0) this.#live.splice(this.#live.indexOf(run), 1);
  }

  /** A success is entered in the ledger; whether the store hears of it is another matter. */
  #end(run: LiveRun, { variant, id, end }: Ending): void {
    const { action, context, decided, truth } = run;
    const scope = ownScope(context);
    const signature = decided.signatures.get(variant)!;
    if (end === "success")
      this.#ledger.enter(id, truth.inputs.get(variant)!, { run: context.run, scope, signature });
    const isEarly = this.#bug === "write the marker before success";
    if ((end !== "success" && !isEarly) || !decided.verdicts.get(variant)!.record) return;
    if (action.crashing && seedOf(action.seed, "crash", id) % action.crashing === 0) return;
    this.#record(run, variant, id, this.#clock(action), action);
  }

  #record(
    { commit, decided }: Pick<LiveRun, "commit" | "decided">,
    variant: string,
    id: string,
    now: number,
    { fault, lifeHours }: Pick<RunAction, "fault" | "lifeHours">,
  ): void {
    const job = decided.signed.find(({ variants }) => variants.some((each) => each.id === variant))!;
    const signed = job.variants.find((each) => each.id === variant)!;
    const isFirstOnly = this.#bug === "write the marker for the first copy alone";
    const run = { commit: commit.sha, at: new Date(now) };
    const marker = markerOf(job, { ...signed, id: isFirstOnly ? variant : id }, decided.origin, run);
    if (!marker) return;
    const expires = `${new Date(now + (lifeHours ?? 0) * 3_600_000).toISOString().slice(0, 19)}Z`;
    this.#store.record({ ...marker, ...(lifeHours && { expires }) }, fault);
  }

  /** A pull request can write what it likes where it may write at all: nobody else must believe it. */
  async #forge(branch: string, pr: number): Promise<void> {
    const commit = this.#repository.head(branch);
    if (!commit) return;
    const run = `forged${++this.#runs}`;
    const context: Context = { run, event: "pull_request", branch, pr, level: undefined };
    const found = (): Found => ({ kind: "none" });
    const decided = await this.#ask(commit, context, { now: this.#now, forced: false, found });
    const { truth } = playRun(decided, commit, context, () => "success", new Set());
    for (const job of commit.tree.jobs)
      for (const variant of variantsOf(job))
        for (const id of copiesOf(variant, job.copies ?? 1)) {
          const success = { run, scope: ownScope(context), signature: decided.signatures.get(variant)! };
          // Its own scope is its own affair.
          this.#ledger.enter(id, truth.fairInputs.get(variant)!, success);
          this.#record({ commit, decided }, variant, id, this.#now, {});
        }
    this.#tell(
      () =>
        `pull request ${pr} of ${branch} at ${nameOf(commit)} writes markers for jobs that it did not run`,
    );
  }

  #clock({ skewMinutes = 0 }: RunAction): number {
    return this.#now + skewMinutes * 60_000;
  }

  #blame({ context }: LiveRun, violations: Iterable<Violation>): void {
    for (const violation of violations) this.violations.push({ ...violation, run: context.run });
  }

  #tell(line: () => string): void {
    this.story.push(line);
  }
}
