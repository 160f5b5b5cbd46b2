import type { Support } from "../../core/manifest.ts";
import type { Allowed } from "../../sdk/table/compare.ts";

/**
 * Where tables may differ when a provider cannot do a feature itself. Only cells that are not native open these places,
 * and only for cases that use the feature; `saying` narrows them further.
 */
const places: readonly Allowed[] = [
  // Who builds branches builds them all, whether a pull request is open or not.
  ...on(
    "on.pull_request",
    "push to main",
    "push to feature/x",
    "pull request",
    "pull request of a fork",
    "merge queue",
  ),
  ...on("on.pull_request.branches", "pull request", "pull request of a fork"),
  ...on("on.merge_queue", "merge queue"),
  ...on("on.schedule", "schedule"),
  ...on("on.manual", "by hand"),
  ...on("on.release", "release", "tag v1.2.3"),
  ...on("on.push.tags", "tag v1.2.3"),
  { feature: "on.schedule", paths: ["schedules/**"] },
  // Who asks for changed files at the start asks for pushes and pull requests alike.
  { feature: "on.pull_request.paths", paths: ["paths/**"] },
  { feature: "on.pull_request.paths_ignore", paths: ["paths/**"] },
  { feature: "on.schedule.timezone", paths: ["schedules/**"] },
  { feature: "on.manual.inputs", paths: ["inputs/**"] },
  { feature: "workflow.permissions", paths: ["jobs/*/permissions/**"] },
  { feature: "job.permissions", paths: ["jobs/*/permissions/**"] },
  { feature: "job.oidc", paths: ["jobs/*/oidc", "jobs/*/permissions/**"] },
  { feature: "job.secrets", paths: ["jobs/*/secrets/*"] },
  { feature: "job.environment", paths: ["jobs/*/environment"] },
  { feature: "job.approval", paths: ["jobs/*/approval", "jobs/*/environment"] },
  { feature: "job.needs_any", paths: ["jobs/*/needs/*", "jobs/*/needsAny/*", "jobs/*/runsAfter"] },
  { feature: "job.if.cancelled", paths: ["jobs/*/runsAfter"] },
  { feature: "job.if.outputs", paths: ["jobs/*/runsOn/*"] },
  { feature: "skip.native_store", paths: ["jobs/*/isSkippable"] },
  { feature: "job.timeout", paths: ["jobs/*/timeoutMinutes"] },
  ...["job.retry", "job.retry.exit_statuses", "job.retry.runner_lost", "job.retry.timeout", "step.retry"].map(
    (feature) => ({ feature, paths: ["jobs/*/retries", "jobs/*/steps/* run/retries"] }),
  ),
  { feature: "job.continue_on_error", paths: ["jobs/*/continueOnError"] },
  { feature: "job.concurrency", paths: ["jobs/*/concurrency"] },
  { feature: "job.parallelism", paths: ["jobs/*/parallelism"] },
  { feature: "job.matrix.fail_fast", paths: ["jobs/*/failFast"] },
  { feature: "job.matrix.no_fail_fast", paths: ["jobs/*/failFast"] },
  { feature: "job.matrix.max_parallel", paths: ["jobs/*/maxParallel", "jobs/*/concurrency"] },
  { feature: "job.services", paths: ["jobs/*/services/**"] },
  { feature: "job.services.ready", paths: ["jobs/*/services/*/waitsUntilReady"] },
  { feature: "checkout.depth", paths: ["jobs/*/steps/* checkout/depth"] },
  { feature: "checkout.ref", paths: ["jobs/*/steps/* checkout/ref"] },
  { feature: "checkout.submodules", paths: ["jobs/*/steps/* checkout/submodules"] },
  { feature: "checkout.lfs", paths: ["jobs/*/steps/* checkout/lfs"] },
  { feature: "step.continue_on_error", paths: ["jobs/*/steps/* */continueOnError"] },
  { feature: "step.background", paths: ["jobs/*/steps/* run/background"] },
  // What a plugin's own way reads from the repository, it is not told.
  { feature: "step.toolchain", paths: ["jobs/*/steps/* toolchain/version"], saying: '""' },
  { feature: "cache", paths: ["jobs/*/steps/* cache", "jobs/*/steps/* cache/**"] },
  ...["junit", "coverage", "summary", "annotations"].map((kind) => ({
    feature: `report.${kind}`,
    paths: ["jobs/*/steps/* report", "jobs/*/steps/* report/**"],
    saying: kind,
  })),
  { feature: "artifact.download", paths: ["jobs/*/steps/* download/path"] },
  ...[
    "git.sha",
    "git.branch",
    "git.tag",
    "git.ref",
    "git.default_branch",
    "pr.number",
    "pr.title",
    "pr.author",
    "pr.head_branch",
    "pr.base_branch",
    "run.id",
    "run.number",
    "run.attempt",
    "run.url",
    "run.actor",
    "run.event",
    "runner.temp",
    "workspace",
  ].map((name) => ({
    feature: `name.${name}`,
    paths: ["jobs/*/steps/**", "jobs/*/outputs/*", "jobs/*/concurrency", "jobs/*/environment"],
    saying: `{{ ${name} }}`,
  })),
];

/** A way to start a workflow, in the lists of the workflow and of its jobs and steps. */
function on(feature: string, ...occasions: readonly string[]): Allowed[] {
  return occasions.map((occasion) => ({
    feature,
    paths: [`startsOn/${occasion}`, `jobs/*/runsOn/${occasion}`, `jobs/*/steps/*/runsOn/${occasion}`],
  }));
}

/** What holds for every pair of providers, and why the matrix has no cell for it. */
const always: readonly Allowed[] = [
  // Each provider has its own names for machines, which cig.toml gives it in its own table.
  { feature: "a machine's name", paths: ["jobs/*/machine"] },
  // What starts a machine is an agent of the provider, which each has to be asked for in its own way.
  {
    feature: "how a machine is launched",
    paths: ["jobs/launch-*/steps/**", "jobs/launch-*/secrets/*", "jobs/launch-*/image"],
  },
];

/** What a provider does whether or not a case asks for the feature; its cell says how. */
const byDefault: ReadonlySet<string> = new Set([
  "workflow.permissions",
  "job.timeout",
  "job.matrix.fail_fast",
  "step.toolchain",
]);

/** Places that a feature opens whatever the cells say: it means something else for each provider, or nothing. */
const whereUsed: readonly Allowed[] = [
  // The workflow that no table of cig.toml names is called as each provider likes.
  { feature: "workflows.several", paths: ["name"] },
  // It is known before the run, and may stand in the file.
  {
    feature: "name.git.default_branch",
    paths: ["jobs/*/steps/* run/env/*"],
    saying: "{{ git.default_branch }}",
  },
  // Each provider has steps of its own, and leaves out those of others.
  { feature: "step.native", paths: ["jobs/*/steps/* native", "jobs/*/steps/* native/*"] },
  { feature: "step.native", paths: ["jobs/*/steps/* toolchain"], saying: '"go"' },
  // The escape hatch changes the file of one provider; these are what golden cases change by it.
  { feature: "provider_options", paths: ["jobs/*/permissions/**", "jobs/leak/steps/**"] },
];

/** Facts of one provider that no file can say otherwise. */
const facts: Readonly<Record<string, readonly Allowed[]>> = {
  // A pipeline has its name in the settings, and so has a job of Jenkins.
  buildkite: [
    { feature: "buildkite: names", paths: ["name"] },
    // An agent clones all there is, unless a depth is asked for.
    { feature: "buildkite: clones", paths: ["jobs/*/steps/* checkout/depth"], saying: "1" },
  ],
  jenkins: [
    // Builds of one branch are kept apart without a name for the group.
    { feature: "jenkins: groups", paths: ["concurrency"], saying: "{{ git.branch }}" },
    // Jenkins takes no files for granted, or wants some.
    { feature: "jenkins: no files", paths: ["jobs/*/steps/* upload/ifMissing"], saying: '"ignore"' },
    { feature: "jenkins: names", paths: ["name"] },
    // Nothing is launched there: clouds of Jenkins start agents themselves.
    { feature: "jenkins: machines", paths: ["jobs/launch-*", "jobs/*/needs/launch-*"] },
    // An entry of the merge queue is a push of its branch.
    ...on("jenkins: pushes", "merge queue"),
  ],
  circleci: [
    // Whoever may push may start a pipeline, too.
    { feature: "circleci: by hand", paths: ["startsOn/by hand", "jobs/*/runsOn/by hand"] },
    // A pull request is a push of its branch, and so is an entry of the merge queue.
    ...on("circleci: pushes", "pull request", "pull request of a fork", "merge queue"),
    // Every port of a container is open, and nobody names one.
    { feature: "circleci: ports", paths: ["jobs/*/services/*/ports/**"] },
    // Every job has an identity token.
    { feature: "circleci: tokens", paths: ["jobs/*/oidc"] },
    // The branch of a pull request is that of the pipeline.
    {
      feature: "circleci: branches",
      paths: ["jobs/*/steps/* run/env/*"],
      saying: "{{ pr.head_branch }}",
    },
    // Only the step that saves a cache names its paths.
    { feature: "cache.save.never", paths: ["jobs/*/steps/* cache/paths/**"] },
  ],
};

/** Places that a remark of a provider opens: what it told the author that it cannot say. */
const remarks: Readonly<Record<string, readonly Allowed[]>> = {
  // Other things start the same pipeline, so that it runs for changes of any file.
  BK020: [{ feature: "BK020", paths: ["paths/**"] }],
  CC020: [{ feature: "CC020", paths: ["paths/**", "jobs/*/isSkippable"] }],
  // What these providers never leave out.
  CC038: [{ feature: "CC038", paths: ["jobs/*/isSkippable"] }],
  BK039: [{ feature: "BK039", paths: ["jobs/*/isSkippable"] }],
  // Builds of a group that is none of a branch wait for each other.
  JK025: [{ feature: "JK025", paths: ["cancels/**"] }],
};

/** What may differ between two providers in a case that uses these features, when they made these remarks. */
export function allowedBetween(
  supports: ReadonlyMap<string, Readonly<Record<string, Support>> | undefined>,
  used: ReadonlySet<string>,
  codes: readonly string[],
): Allowed[] {
  const providers = [...supports.keys()];
  const isSaid = (feature: string) =>
    [...supports.values()].some((support) => !isNative(support?.[feature] ?? "refused"));
  return [
    ...always,
    ...codes.flatMap((code) => remarks[code] ?? []),
    // Where cig.toml says nothing of groups, each provider keeps runs apart as is usual there.
    ...(used.has("workflow.concurrency")
      ? []
      : [{ feature: "usual groups", paths: ["concurrency", "cancels/**"] }]),
    ...providers
      .flatMap((provider) => facts[provider] ?? [])
      .filter(({ feature }) => feature.includes(":") || used.has(feature)),
    ...whereUsed.filter(({ feature }) => used.has(feature)),
    ...places.filter(({ feature }) => (used.has(feature) || byDefault.has(feature)) && isSaid(feature)),
  ];
}

/** Every feature that is named here, so that none is one that there is not. */
export const namedFeatures: readonly string[] = [
  ...new Set([...places, ...whereUsed].map(({ feature }) => feature)),
].sort();

function isNative(cell: Support | "refused"): boolean {
  return cell === "native" || (typeof cell === "object" && cell.is === "native");
}
