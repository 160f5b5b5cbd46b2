import { create } from "@bufbuild/protobuf";
import { type Step, StepSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { NamedText } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { JobToml } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { renameCaches } from "../caches.ts";
import type { Context, Subject } from "../context.ts";
import type { Answered } from "./answered.ts";
import { nameOf, toArtifact, toDownload } from "./artifacts.ts";
import { toCheckout } from "./checkout.ts";
import type { Completion } from "./completion.ts";
import type { Draft } from "./draft.ts";
import { withHistory } from "./files/history.ts";
import { workspaceDownloads, workspaceUpload } from "./files/persist.ts";
import { reportSteps } from "./files/reports.ts";
import { shardSteps } from "./files/shard.ts";
import { planStep, type StepSurroundings } from "./steps.ts";

/**
 * All steps of a job: checkout, what earlier jobs persist, downloads, system packages, services' steps, packages in the
 * author's order, the share of the files, the author's steps (those behind `skipped` of them), uploads, reports.
 */
export function allSteps(
  completion: Completion,
  draft: Draft,
  answered: readonly Answered[],
  env: readonly NamedText[],
  skipped: number,
): Step[] {
  const { context, graph, artifacts } = completion;
  const { id, job, resolver } = draft;
  const byUse = new Map(answered.map((each) => [each.use, each]));
  const around: StepSurroundings = {
    context,
    resolver,
    job: id,
    shell: job.shell ?? "",
    outerNames: new Set([
      ...completion.workflowEnv,
      ...env.map(({ name }) => name),
      ...(typeof job.oidc === "object" && job.oidc.env !== undefined ? [job.oidc.env] : []),
    ]),
    axisValues: draft.axisValues,
    artifacts,
    graph,
    expansions: new Map(
      answered.map(({ use, expansion, steps }) => [use, { ...expansion, steps: [...steps] }]),
    ),
  };
  const own = (job.steps ?? []).map((each, index) => (index < skipped ? [] : planStep(around, each, index)));
  reportIdleBackground(context, id, job);
  const checkout = withHistory(context, draft, answered, checkoutSteps(draft, own, skipped));
  const packages = draft.packages.flatMap(({ use }) => (use ? (byUse.get(use.use.id)?.steps ?? []) : []));
  const ofServices = draft.services.flatMap((planned) =>
    "use" in planned ? (byUse.get(planned.use.use.id)?.steps ?? []) : [],
  );
  return [
    ...checkout,
    ...workspaceDownloads(graph, completion.persisting, id),
    ...downloads(completion, draft),
    ...draft.system,
    ...ofServices,
    ...packages,
    ...shardSteps(context, id, job),
    ...own.flat(),
    ...uploads(draft),
    ...workspaceUpload(context, resolver, artifacts, id, job),
    ...reportSteps(resolver, id, job),
  ].map(namingCaches(completion, draft, answered));
}

/** A step in the background that nothing follows ends when it begins. */
function reportIdleBackground(context: Context, id: string, { steps = [] }: JobToml): void {
  const last = steps.length - 1;
  if (!steps[last]?.background) return;
  context.report(
    diagnose("CIG414", "No step runs beside this one, so that the job ends as soon as it has begun.", {
      hint: "Remove background, or put the step before those that need it.",
      subject: ["jobs", id, "steps", String(last), "background"],
    }),
  );
}

/** A checkout that the author puts first is the job's checkout, before its packages; it is taken out of `own`. */
function checkoutSteps({ id, job, resolver }: Draft, own: Step[][], skipped: number): Step[] {
  const first = job.steps?.[skipped]?.checkout;
  if (job.checkout === undefined && first !== undefined && !hasPath(first))
    return own.splice(skipped, 1)[0] ?? [];
  if (job.checkout === false) return [];
  const subject = ["jobs", id, "checkout"];
  return [step({ case: "checkout", value: toCheckout(resolver, job.checkout, subject) }, subject)];
}

function hasPath(checkout: NonNullable<JobToml["checkout"]>): boolean {
  return typeof checkout === "object" && checkout.path !== undefined;
}

function downloads({ context, artifacts, graph }: Completion, { id, job, resolver }: Draft): Step[] {
  return (job.uses_artifacts ?? []).flatMap((download, index) => {
    const place = ["jobs", id, "uses_artifacts", String(index)];
    const value = toDownload(context, resolver, artifacts, graph, id, download, place);
    return value ? [step({ case: "download", value }, place)] : [];
  });
}

function uploads({ id, job, resolver }: Draft): Step[] {
  return (job.artifacts ?? []).map((artifact, index, all) => {
    const place = ["jobs", id, "artifacts", String(index)];
    const value = toArtifact(resolver, nameOf(id, artifact, all), artifact, place);
    return step({ case: "upload", value }, place);
  });
}

function step(kind: Step["kind"], subject: Subject): Step {
  return create(StepSchema, { kind, subject: [...subject] });
}

/** What a step calls by the id of a plugin's cache is the job's own, whatever it is called now. */
function namingCaches(
  { caches }: Completion,
  { id: job, aliases }: Draft,
  answered: readonly Answered[],
): (step: Step) => Step {
  const ids = new Map(answered.flatMap(({ cacheIds }) => [...cacheIds]));
  const final = new Set(ids.values());
  return (each) => {
    if (each.kind.case !== "cache") return each;
    const { id } = each.kind.value;
    const name = final.has(id) ? id : (ids.get(id) ?? caches.require(id, each.subject, aliases));
    const mode = caches.modeIn(job, name, each.kind.value.mode, each.subject);
    const [named] = renameCaches([each], new Map([[id, name]]));
    if (mode === each.kind.value.mode) return named!;
    return { ...named!, kind: { case: "cache", value: { ...each.kind.value, id: name, mode } } };
  };
}
