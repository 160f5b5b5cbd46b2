import type { Output } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { hasErrors } from "../../diagnostic/diagnostic.ts";
import { compileGlobs } from "../../repo/glob.ts";
import { openRepo } from "../../repo/repo.ts";
import { openWorkTree } from "../../repo/work-tree.ts";
import { type Reason, reasonText } from "../../verdict/verdict.ts";
import { forceOf } from "../../work/force.ts";
import { toWorkPlan } from "../../work/from-plan.ts";
import { originOf } from "../../work/origin.ts";
import { type SignedJob, signWork } from "../../work/sign.ts";
import { conditionOf, verdictsOf } from "../../work/verdicts.ts";
import type { WorkPlan } from "../../work/work-plan.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { toJson } from "../json.ts";
import { locate } from "../locate.ts";
import { type Run, runFor } from "../run-pipeline.ts";
import { changedPaths, withChanges } from "./changed-tree.ts";
import { type Scene, sceneOf } from "./scene.ts";
import { simulationText } from "./simulation-text.ts";
import { whyNotStarted } from "./starts.ts";

/** What would become of a variant on one provider. */
export interface Fate {
  readonly provider: string;
  readonly path: string;
  readonly fate: "run" | "skip" | "not started";
  readonly reason: string;
}

/** One variant on all providers. */
export interface SimulatedRow {
  readonly id: string;
  readonly base: string;
  readonly fates: readonly Fate[];
}

/**
 * `cig simulate`: what a run would start, and why, where everything that is committed now has already passed and the
 * named files change. By the same code that decides in CI.
 */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, environment, reporter, terminal } = invocation;
  const { root } = locate(given);
  const opening = openWorkTree(root, { environment });
  const run = await runFor(invocation, "plan", { repo: openRepo(root, { untracked: "skip", environment }) });
  if (hasErrors(run.diagnostics) || !run.plan || !run.config) throw new Refusal(run.diagnostics, root);
  const { value: tree, diagnostics } = await opening;
  if (!tree) throw new Refusal(diagnostics, root);
  const plan = { ...toWorkPlan(run.plan, run.config, run.installed), inputs: "" };
  const scene = sceneOf(given, run.config.schema.project?.default_branch ?? "main", tree.commit ?? "");
  const paths = tree.entries([]).map(({ path }) => path);
  const { changed, unmatched } = changedPaths(given.all("changed"), paths);
  const rows = await rowsOf(run, plan, scene, changed, withChanges(tree, changed), tree, {
    ...environment,
    ...scene.environment,
  });
  const remarks = unmatched.map((pattern) =>
    diagnose("CIG406", `--changed "${pattern}" fits no tracked file, so that it changes nothing here.`, {
      hint: "Name a file that is to be new by its whole path.",
    }),
  );
  reporter.diagnostics(remarks, root);
  if (given.has("json"))
    terminal.out.write(
      toJson({
        schema: "cig.simulation/1",
        event: scene.event,
        branch: scene.branch,
        tag: scene.tag,
        base: scene.base,
        changed,
        jobs: rows,
      }),
    );
  else terminal.out.write(simulationText(rows, scene, changed, terminal.out));
  return 0;
}

async function rowsOf(
  { plan, installed }: Run,
  work: WorkPlan,
  scene: Scene,
  changed: readonly string[],
  after: Parameters<typeof signWork>[1],
  before: Parameters<typeof signWork>[1],
  environment: Invocation["environment"],
): Promise<SimulatedRow[]> {
  const rows = new Map<string, { base: string; fates: Fate[] }>();
  for (const output of plan!.outputs) {
    const jobs = work.workflows.find(({ id }) => id === output.workflow)?.jobs ?? [];
    const signed = signWork(jobs, after, environment);
    const passed = new Set(
      signWork(jobs, before, environment).flatMap(({ variants }) =>
        variants.map(({ signature }) => signature),
      ),
    );
    const manifest = installed.find(({ manifest: { capabilities } }) =>
      capabilities.includes(`provider:${output.provider}`),
    )?.manifest;
    const cell = manifest?.support?.["skip.native_store"];
    const isNative = cell === "native" || (typeof cell === "object" && cell.is === "native");
    const storeless = output.skipping?.nativeStore && !isNative;
    const notStarted = whyNotStarted(output.triggers, scene, changed);
    const fates = await fatesOf(output, signed, passed, changed, environment, {
      storeless: storeless === true,
      ...(notStarted !== undefined && { notStarted }),
      label: work.forceLabel,
    });
    for (const [id, { base, fate }] of fates) {
      const row = rows.get(id) ?? { base, fates: [] };
      rows.set(id, row);
      row.fates.push(fate);
    }
  }
  return [...rows].map(([id, row]) => ({ id, ...row }));
}

async function fatesOf(
  { provider, path }: Output,
  signed: readonly SignedJob[],
  passed: ReadonlySet<string>,
  changed: readonly string[],
  environment: Invocation["environment"],
  options: { readonly storeless: boolean; readonly notStarted?: string; readonly label: string },
): Promise<Map<string, { base: string; fate: Fate }>> {
  const now = Date.parse("2000-01-01T00:00:00Z");
  const origin = originOf(environment);
  const force = forceOf({ environment, noSkip: false, label: options.label, messages: [] });
  const verdicts = await verdictsOf(signed, {
    origin,
    now,
    ...(force && { force }),
    lookUp:
      async () =>
      ({ id, signature }) =>
        options.storeless
          ? { kind: "doubt", reason: `${provider} has no store of its own, and [skip] store names none` }
          : passed.has(signature)
            ? { kind: "found", marker: markerOf(id, signature) }
            : { kind: "none" },
  });
  return new Map(
    signed.flatMap(({ work, variants }) =>
      variants.map(({ id }) => {
        const verdict = verdicts.get(id)!;
        const { reason } = verdict;
        const own = changed.filter(compileGlobs([...work.files]));
        const because = becauseOf(reason, own);
        const isHeld = conditionOf(work.condition, work.variants, origin.lookUp)?.holds === "no";
        const fate: Fate =
          options.notStarted !== undefined
            ? { provider, path, fate: "not started", reason: options.notStarted }
            : {
                provider,
                path,
                fate: isHeld ? "not started" : verdict.verdict,
                reason: isHeld ? "Its condition does not hold here." : because,
              };
        return [id, { base: work.id, fate }] as const;
      }),
    ),
  );
}

function becauseOf(reason: Reason, own: readonly string[]): string {
  if (reason.kind === "no marker") return changeText(own);
  return reason.kind === "already passed" ? "Nothing that it is made of has changed." : reasonText(reason);
}

function changeText(own: readonly string[]): string {
  if (own.length === 0) return "Something before it, or a value that it uses, is another one.";
  return own.length === 1 ? `${own[0]} changes.` : `${own[0]} and ${own.length - 1} more change.`;
}

function markerOf(job: string, signature: string) {
  const at = "2000-01-01T00:00:00Z";
  return { schema: "cig.marker/1", job, signature, scope: "trusted", commit: "", run: "", at };
}
