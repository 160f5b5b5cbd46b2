import type { Expression } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { compileGlobs } from "../repo/glob.ts";
import { type Answer, ask, type ValueOf } from "../verdict/condition.ts";
import { decide, lookupsOf } from "../verdict/decide.ts";
import type { Verdicts } from "../verdict/verdict.ts";
import type { Force, Found, Lookup, WorkCondition, WorkJob } from "../verdict/work.ts";
import type { Origin } from "./origin.ts";
import type { SignedJob } from "./sign.ts";
import type { VariantWork } from "./work-plan.ts";

export interface VerdictOptions {
  readonly origin: Origin;
  readonly force?: Force;
  /** By variant: why a plugin wants it to run. */
  readonly preflight?: ReadonlyMap<string, string>;
  /** Why nothing may be left out and nothing recorded, as part of a sentence: the files are not what cig.toml says. */
  readonly drift?: string;
  /** Asks the store for all at once; a failure is a doubt. */
  lookUp(wanted: readonly Lookup[]): Promise<(wanted: Lookup) => Found>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Decides for the jobs of one workflow, in topological order. */
export async function verdictsOf(jobs: readonly SignedJob[], options: VerdictOptions): Promise<Verdicts> {
  const { origin, force, preflight, now } = options;
  const work = jobs.map((job) => toWorkJob(job, options));
  const known = { ...(force && { force: withKnownNames(force, work) }), ...(preflight && { preflight }) };
  const found = await options.lookUp(lookupsOf(work, known));
  return decide(work, found, { ...known, scopes: origin.scopes.read, now });
}

function toWorkJob({ work, variants, doubt }: SignedJob, { origin, drift }: VerdictOptions): WorkJob {
  const why = drift ?? doubt;
  const condition = conditionOf(work.condition, work.variants, origin.lookUp);
  const leftOut = branchOf(work.branches, origin.branch);
  return {
    id: work.id,
    variants: variants.map(({ id, signature }) => ({
      id,
      signature,
      ...(why !== undefined && { doubt: why }),
    })),
    needs: work.needs,
    needsAny: work.needsAny,
    uses: work.uses,
    effects: work.effects,
    asksStatus: work.asksStatus,
    ...(condition && { condition }),
    ...(work.mayFail && { mayFail: true }),
    ...(work.copies > 1 && { copies: work.copies }),
    ...(!work.skippable && { alwaysRuns: true }),
    ...(work.skippable && leftOut !== undefined && { leftOutOn: leftOut }),
  };
}

/** Names that no job has force everything: somebody wanted something to run. */
function withKnownNames(force: Force, jobs: readonly WorkJob[]): Force {
  if (!force.only) return force;
  const names = new Set(jobs.flatMap(({ id, variants }) => [id, ...variants.map((variant) => variant.id)]));
  return force.only.every((name) => names.has(name)) ? force : { by: force.by };
}

/** What is known of a condition in this run; the worst of all variants. Undefined: it holds. */
export function conditionOf(
  condition: unknown,
  variants: readonly VariantWork[],
  lookUp: ValueOf,
): WorkCondition | undefined {
  if (condition === undefined) return undefined;
  const answers = variants.map(({ matrix }) =>
    ask(condition as Expression, (path) => (path[0] === "matrix" ? valueIn(matrix, path) : lookUp(path))),
  );
  const on = answers.flatMap((answer: Answer) => (answer.holds === "unknown" ? answer.on : []));
  if (on.length > 0) return { holds: "unknown", on: [...new Set(on)] };
  const not = answers.filter(({ holds }) => holds === "no").length;
  if (not === 0) return undefined;
  return not === answers.length ? { holds: "no" } : { holds: "unknown", on: ["matrix"] };
}

function valueIn(matrix: Readonly<Record<string, unknown>>, path: readonly string[]): string | undefined {
  const value = path.length === 2 && Object.hasOwn(matrix, path[1]!) ? matrix[path[1]!] : undefined;
  return value === null || value === undefined || typeof value === "object" ? undefined : String(value);
}

/** The branch, where `skip_if.branch` names it. */
function branchOf(patterns: readonly string[], branch: string | undefined): string | undefined {
  return branch !== undefined && patterns.length > 0 && compileGlobs(patterns)(branch) ? branch : undefined;
}
