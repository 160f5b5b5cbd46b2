import type { Job, Variant } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Value } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { Config } from "../config/config.ts";
import { secondsOf } from "../config/duration.ts";
import type { InstalledPlugin } from "../host/host.ts";
import type { Plan } from "../plan/plan.ts";
import type { PlannedWork } from "../plan/sign.ts";
import { toolDigest } from "../tool-digest.ts";
import { asksStatus } from "../verdict/condition.ts";
import { runNamesOf } from "../verdict/run-names.ts";
import { toWorkJobs } from "../verdict/to-work-jobs.ts";
import { version } from "../version.ts";
import type { JobWork, VariantWork, WorkPlan, WorkStore } from "./work-plan.ts";

/** A plan's part in leaving work out; `inputs` is filled in by who has looked at the work tree. */
export function toWorkPlan(
  plan: Pick<Plan, "outputs" | "works">,
  config: Config,
  plugins: readonly InstalledPlugin[],
  variables: Readonly<Record<string, string>> = {},
): Omit<WorkPlan, "inputs"> {
  const { skip } = config.schema;
  return {
    tool: { version, digest: toolDigest() },
    reads: readsOf(config, plugins),
    words: { ...(config.profile !== undefined && { profile: config.profile }), variables },
    forceLabel: (typeof skip === "object" ? skip.force_label : undefined) ?? "cig:force",
    preflight: plugins.filter(({ manifest }) => manifest.hooks.includes("preflight")).map(({ name }) => name),
    store: storeOf(config),
    outputs: plan.outputs.map(({ path, provider, workflow }) => ({ path, provider, workflow })),
    workflows: [...plan.works].map(([id, works]) => ({ id, jobs: jobsOf(works) })),
  };
}

function jobsOf(works: readonly PlannedWork[]): JobWork[] {
  const known = { signature: "0".repeat(64) };
  const jobs = works.map(({ job }) => job);
  const graph = toWorkJobs(jobs, {
    signatures: new Map(jobs.flatMap(({ variants }) => variants.map(({ id }) => [id, known] as const))),
    lookUp: () => undefined,
  });
  return works.map((work, index): JobWork => {
    const { job } = work;
    const own = graph[index]!;
    const doubt = own.variants[0]?.doubt;
    const condition = job.condition && !asksStatus(job.condition) ? plain(job.condition) : undefined;
    return {
      id: job.id,
      skippable: job.skippable,
      files: work.files,
      inputs: work.inputs,
      env: job.skipIf?.env ?? [],
      runtime: runNamesOf(job),
      branches: job.skipIf?.branch ?? [],
      versions: work.versions.map(({ name, version: own }) => [name, own]),
      needs: own.needs,
      needsAny: own.needsAny,
      uses: own.uses,
      effects: own.effects,
      asksStatus: own.asksStatus,
      mayFail: own.mayFail ?? false,
      copies: own.copies ?? 1,
      ...(condition !== undefined && { condition }),
      ...(doubt !== undefined && { doubt }),
      variants: job.variants.map((variant) => variantOf(variant, work)),
    };
  });
}

function variantOf({ id, values }: Variant, { definitions }: PlannedWork): VariantWork {
  const matrix = Object.fromEntries(
    (values?.entries ?? []).map(({ key, value }) => [key, plainValue(value)]),
  );
  return { id, definition: definitions.get(id)!, matrix };
}

/** The tree without what the wire needs, for JSON. */
function plain(condition: NonNullable<Job["condition"]>): unknown {
  return JSON.parse(
    JSON.stringify(condition, (key, value) =>
      key === "$typeName" ? undefined : typeof value === "bigint" ? String(value) : value,
    ),
  );
}

/** A value of the matrix as GitHub and people see it. */
function plainValue(value: Value | undefined): unknown {
  const kind = value?.kind;
  switch (kind?.case) {
    case "integer":
      return Number(kind.value);
    case "list":
      return kind.value.items.map(plainValue);
    case "table":
      return Object.fromEntries(kind.value.entries.map(({ key, value: inner }) => [key, plainValue(inner)]));
    case "boolean":
    case "number":
    case "text":
      return kind.value;
    case undefined:
      return null;
  }
}

/** Patterns of all that a plan can depend on in the tree: cig.toml with its parts, and what plugins look at. */
function readsOf(config: Config, plugins: readonly InstalledPlugin[]): string[] {
  const { include = [], workspace, plugins: table = {} } = config.schema;
  const folders = Object.values(table).flatMap((one) => (typeof one === "object" && one.path) || []);
  const members = workspace?.members ?? [];
  const patterns = [
    config.file,
    ...config.others.keys(),
    ...include,
    ...members.map((member) => `${member.replace(/\/$/, "")}/cig.toml`),
    ...folders.map((folder) => `${folder.replace(/^\.\/|\/$/g, "")}/**`),
    ...plugins.flatMap(({ manifest }) => [...manifest.reads, ...manifest.lists]),
  ];
  const positive = patterns.filter((pattern) => !pattern.startsWith("!"));
  return [...new Set(positive)].sort();
}

function storeOf({ schema }: Config): WorkStore {
  const { store = "native" } = typeof schema.skip === "object" ? schema.skip : {};
  if (store === "native") return "native";
  const { plugin, timeout, ...options } = typeof store === "string" ? { plugin: store } : store;
  const named = schema.plugins?.[plugin as string];
  const grant =
    typeof named === "object" && "grant" in named ? (named.grant as readonly string[]) : undefined;
  const seconds = timeout === undefined ? undefined : secondsOf(timeout as string | number);
  return {
    plugin: plugin as string,
    options,
    ...(seconds !== undefined && { timeoutMs: seconds * 1000 }),
    ...(grant && { grant }),
  };
}
