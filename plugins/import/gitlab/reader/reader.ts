import {
  cacheBeginning,
  cacheKey,
  decide,
  distinct,
  expandMatrix,
  type JobRow,
  type JobTable,
  type Occasion,
  occasions,
  type ReadOptions,
  type StepRow,
  scriptOf,
  usualBranch,
  variantId,
} from "cig/sdk/table";
import { holds, situationOf } from "../condition/situation.ts";
import type { Test } from "../condition/test.ts";
import { axesOf } from "../model/axes.ts";
import { machineOf } from "../model/machine.ts";
import { withDefaults } from "../model/needs.ts";
import type { Cache, Job, Pipeline } from "../model/pipeline.ts";
import { readPipeline } from "../model/read.ts";
import { plainCharacters } from "../model/text.ts";

/** What `.gitlab-ci.yml` with its local includes means. One workflow; nothing that lies elsewhere is in it. */
export function readGitlab(files: ReadonlyMap<string, string>, options: ReadOptions = {}): JobTable {
  const { defaultBranch = usualBranch } = options;
  const { pipeline } = readPipeline(files, defaultBranch);
  const ids = variantIds(pipeline.jobs);
  const judge = judgeOf(pipeline, defaultBranch);
  return {
    workflows: [
      {
        name: pipeline.name,
        startsOn: occasions.filter((each) => mayStart(each)),
        schedules: [],
        inputs: [...pipeline.inputs.keys()].sort(),
        paths: [],
        gate: "",
        ...(pipeline.cancels && { cancels: occasions }),
        jobs: pipeline.jobs
          .flatMap((job) => rowsOf(job, pipeline, ids, judge))
          .sort((a, b) => (a.id < b.id ? -1 : 1)),
      },
    ],
  };
}

/** GitLab has no releases that start something, its merge trains are settings, and so are the times of schedules. */
function mayStart(occasion: Occasion): boolean {
  return !["schedule", "release", "merge queue"].includes(occasion);
}

interface Variant {
  readonly id: string;
  readonly values: ReadonlyMap<string, string>;
}

function variantIds(jobs: readonly Job[]): Map<string, readonly Variant[]> {
  const taken = new Set<string>();
  return new Map(
    jobs.map((job): [string, readonly Variant[]] => {
      if (job.matrix.length === 0) return [job.id, [{ id: distinct(job.id, taken), values: new Map() }]];
      const { axes, include } = axesOf(job.matrix);
      const plain = (text: string) => plainCharacters(text);
      const expanded = expandMatrix({
        axes: new Map([...axes].map(([name, values]) => [name, values.map(plain)])),
        include: include.map((each) => new Map([...each].map(([name, text]) => [name, plain(text)]))),
        exclude: [],
      });
      return [
        job.id,
        expanded.map(({ named, values }) => ({
          id: distinct(variantId(job.id, named), taken),
          values: values as ReadonlyMap<string, string>,
        })),
      ];
    }),
  );
}

type Judge = (test: Test) => ReturnType<typeof decide>;

function judgeOf({ inputs }: Pipeline, defaultBranch: string): Judge {
  const defaults = Object.fromEntries(
    [...inputs].map(([name, each]) => [name, each.default === "" ? null : each.default]),
  ) as Record<string, string>;
  return (test) =>
    decide((occasion, ending) => {
      const at = situationOf(occasion, ending, defaultBranch);
      return at ? holds(test, withDefaults(at, defaults)) : false;
    });
}

function rowsOf(
  job: Job,
  pipeline: Pipeline,
  ids: ReadonlyMap<string, readonly Variant[]>,
  judge: Judge,
): JobRow[] {
  const variants = ids.get(job.id)!;
  const common = new Map([...pipeline.env, ...job.env]);
  return variants.map(({ id, values }): JobRow => {
    const text = (source: string) =>
      plainCharacters(
        source.replace(/\{\{ (?:matrix\.)?(\w+) \}\}/g, (all, name: string) =>
          all.includes("matrix.") ? (values.get(name) ?? all) : (pipeline.standIns.get(name) ?? all),
        ),
      );
    const texts = (list: readonly string[]) => list.map(text);
    const env = Object.fromEntries([...common].map(([name, value]) => [name, text(value)]));
    const when = judge(job.test);
    const after = job.isPlain
      ? judge({ kind: "and", left: job.test, right: { kind: "status", word: "success" } })
      : when;
    const { labels, ...machine } = machineOf(texts(job.tags), job.tags);
    const isNative = job.trigger !== "";
    const secrets = [
      ...Object.values(env),
      ...job.services.flatMap((service) => [...service.env.values()]),
    ].flatMap((value) => [...value.matchAll(/\{\{ secrets\.(\w+) \}\}/g)].map((found) => found[1]!));
    const handed = Object.fromEntries(job.secrets.map((name) => [name, `{{ secrets.${name} }}`]));
    return {
      id,
      needs: job.needs.flatMap((need) => (ids.get(need.job) ?? []).map((each) => each.id)).sort(),
      needsAny: [],
      runsOn: when.runsOn,
      runsAfter: job.isPlain ? "success" : after.runsAfter,
      ...machine,
      ...(labels.length > 0 && { machine: labels.join(", ") }),
      ...(job.image !== "" && { image: text(job.image) }),
      services: job.services
        .map((service) => ({
          name: service.name,
          image: text(service.image),
          ports: [],
          env: Object.fromEntries([...service.env].map(([name, value]) => [name, text(value)])),
          waitsUntilReady: false,
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      secrets: [...new Set([...job.secrets, ...secrets])].sort(),
      timeoutMinutes: job.timeout,
      continueOnError: job.allowFailure,
      // The job's token may read the repository.
      permissions: job.hasToken ? ["contents: read", "id-token: write"] : ["contents: read"],
      ...(job.concurrency !== "" && { concurrency: text(job.concurrency) }),
      ...(job.environment && { environment: text(job.environment.name) }),
      environmentUrl: text(job.environment?.url ?? ""),
      approval: job.approval,
      retries: job.retry?.max ?? 0,
      parallelism: job.parallelism,
      maxParallel: 0,
      failFast: false,
      oidc: job.hasToken,
      isSkippable: false,
      steps: isNative
        ? [{ kind: "native", uses: `trigger of ${text(job.trigger)}` }]
        : stepsOf(job, { ...env, ...handed }, text, judge),
      outputs: {},
    };
  });
}

function stepsOf(
  job: Job,
  env: Record<string, string>,
  text: (source: string) => string,
  judge: Judge,
): StepRow[] {
  const usual = { runsOn: occasions, runsAfter: "success" } as const;
  const downloads = job.downloads.map(
    (each): StepRow => ({
      kind: "download",
      name: each.job,
      path: "",
      runsOn: each.test ? judge(each.test).runsOn : occasions,
      runsAfter: "success",
    }),
  );
  const caches = (modes: readonly Cache["mode"][]) =>
    job.caches
      .filter(({ mode }) => modes.includes(mode))
      .map((cache): StepRow => ({ ...cacheRow(cache, text), ...usual }));
  const script = (source: string, own: Partial<Extract<StepRow, { kind: "run" }>> = {}): StepRow[] =>
    source === ""
      ? []
      : [
          {
            kind: "run",
            script: scriptOf(text(source)),
            env,
            workingDirectory: "",
            shell: job.shell,
            ...usual,
            isGuarded: false,
            timeoutMinutes: 0,
            continueOnError: false,
            background: false,
            retries: 0,
            ...own,
          },
        ];
  const { artifacts } = job;
  return [
    ...(job.checkout
      ? [
          {
            kind: "checkout" as const,
            ref: "",
            depth: job.checkout.depth,
            submodules: job.checkout.submodules !== false,
            lfs: false,
            ...usual,
          },
        ]
      : []),
    ...caches(["both", "restore"]),
    ...downloads,
    ...script(job.script),
    ...script(job.afterScript, { runsAfter: "always", continueOnError: true }),
    ...caches(["save"]),
    ...(artifacts
      ? [
          {
            kind: "upload" as const,
            name: job.id,
            paths: artifacts.paths.map(text),
            retentionDays: artifacts.retentionDays,
            ifMissing: "warn" as const,
            runsOn: occasions,
            runsAfter: artifacts.when,
          },
        ]
      : []),
    ...job.reports.map(
      (report): StepRow => ({
        kind: "report",
        report: report.kind,
        paths: report.paths.map(text),
        runsOn: occasions,
        runsAfter: "always",
      }),
    ),
  ];
}

function cacheRow(
  { paths, mode, key, files, fallback }: Cache,
  text: (source: string) => string,
): Extract<StepRow, { kind: "cache" }> {
  return {
    kind: "cache",
    paths: paths.map(text),
    mode,
    key: cacheKey(text(key), files.map(text)),
    ...(mode !== "save" && { restoreKeys: fallback.map((each) => cacheBeginning(text(each))) }),
  };
}
