import { readFileSync } from "node:fs";
import {
  ApprovalSchema,
  ArtifactMissing,
  ArtifactSchema,
  CacheMode,
  CacheSave,
  CacheSchema,
  CacheUseSchema,
  CheckoutSchema,
  ConcurrencySchema,
  ContainerSchema,
  CredentialsSchema,
  create,
  DownloadSchema,
  EnvironmentSchema,
  Function as F,
  GateSchema,
  JobSchema,
  MatrixSchema,
  type MessageInitShape,
  NativeSchema,
  named,
  OidcSchema,
  OutputSchema,
  PullRequestTriggerSchema,
  PushTriggerSchema,
  ReadinessSchema,
  ReportKind,
  ReportSchema,
  RetryCause,
  RetrySchema,
  RunnerSchema,
  RunSchema,
  reference,
  ScheduleTriggerSchema,
  ServiceSchema,
  ShardBy,
  ShardSchema,
  SkippingSchema,
  SkippingStage,
  StepSchema,
  Submodules,
  ToolchainSchema,
  TriggersSchema,
  text,
  VariantSchema,
} from "cig/sdk";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { apply, circleci, job, lit, matrix, ref, render, run, txt } from "./requests.ts";

type Init = Record<string, unknown>;
/** A value that must make a difference, or the reason why none is to be seen. */
type Table = Record<string, readonly [value: unknown] | string>;

const base: Init = {
  name: "Tests",
  needs: ["lint"],
  env: [named("A", "1")],
  runner: { os: "linux", arch: "amd64" },
  image: { image: text("ruby:3.3"), env: [named("B", "2")] },
  services: [
    {
      name: "db",
      image: text("postgres:16"),
      ports: [{ container: 5432 }],
      env: [named("C", "3")],
      ready: { command: "pg_isready", intervalSeconds: 2, retries: 7 },
      exports: [named("DB_PORT", "5432")],
    },
  ],
  timeoutMinutes: 15,
};

const support = (
  parse(readFileSync("plugins/provider/circleci/module.toml", "utf8")) as unknown as {
    support: Record<string, string | { is: string; level?: string }>;
  }
).support;

/** Where the core speaks for the provider: its table must let it speak. */
function supports(feature: string): string {
  const cell = support[feature];
  const isTold = typeof cell === "object" && (cell.is === "refused" || cell.level !== undefined);
  if (!isTold) throw new Error(`${feature} is said nowhere`);
  return `is said by [support]: ${feature}`;
}

async function seen(jobInit: Init, outputInit: Init = {}): Promise<string> {
  const lint = job("lint", {
    outputs: [named("o", "1")],
    steps: [run("lint"), upload({ name: "dist", paths: ["dist"] })],
  });
  const jobs = (outputInit.jobs as unknown[]) ?? [lint, job("test", { ...base, ...jobInit } as never)];
  const caches = [{ id: "c", paths: ["p"], keyParts: [{ kind: { case: "files", value: "lock" } }] }];
  const { content, diagnostics } = await render({
    project: { defaultBranch: "main" },
    caches,
    ...outputInit,
    jobs,
  } as never);
  return content + diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n");
}

function upload(value: Init) {
  return { kind: { case: "upload", value } } as never;
}

function step(kind: string, value: Init, more: Init = {}) {
  return { steps: [{ ...more, kind: { case: kind, value } }] };
}

const bootstrap = { stage: SkippingStage.BOOTSTRAP, job: "cig", env: [named("CIG_TOOL", "npm:cig")] };
const continuation = { stage: SkippingStage.CONTINUATION, nativeStore: true };

const condition = apply(F.EQUAL, ref("git.branch"), lit(txt("main")));

function holds(
  title: string,
  schema: {
    readonly fields: readonly {
      readonly localName: string;
      readonly oneof?: { readonly localName: string } | undefined;
    }[];
  },
  table: Table,
  render: (changes: Init) => Promise<string>,
): void {
  describe(title, () => {
    const names = new Set(
      schema.fields.map(({ localName, oneof }) =>
        oneof && !oneof.localName.startsWith("_") && table[oneof.localName] ? oneof.localName : localName,
      ),
    );
    it("has no field that is not thought of", () => {
      expect([...names].filter((name) => !(name in table))).toEqual([]);
    });
    for (const [field, entry] of Object.entries(table)) {
      if (typeof entry === "string") continue;
      it(`shows its ${field}, or says why not`, async () => {
        expect(await render({ [field]: entry[0] })).not.toBe(await render({}));
      });
    }
  });
}

holds(
  "a job",
  JobSchema,
  {
    id: "is the base of all that stands",
    name: ["Other tests"],
    needs: [[]],
    matrix: "is seen by its variants, whose ids carry the values",
    variants: [
      [
        { id: "test", values: {} },
        { id: "test-2", values: {} },
      ],
    ],
    runner: [{ os: "linux", arch: "arm64" }],
    image: [undefined],
    services: [[]],
    env: [[named("A", "2")]],
    secrets: [["TOKEN"]],
    steps: [[run("other")]],
    condition: [condition],
    timeoutMinutes: [25],
    continueOnError: supports("job.continue_on_error"),
    permissions: supports("job.permissions"),
    concurrency: [{ group: text("g") }],
    outputs: [[named("x", "1")]],
    workingDirectory: ["web"],
    shell: ["sh"],
    skipIf: "counts in the signature; what may be left out is `skippable`",
    skippable: "is a workflow's matter: see skipping.test.ts",
    waitsFor: "is for those who write all jobs, and decide by each",
    launches: "tells who writes conditions for the job that it launches for; CircleCI is given what runs",
    inputs: "counts in the signature, and is nothing of a provider's",
    effects: "counts in the signature, and is nothing of a provider's",
    environment: [{ name: text("production") }],
    packages: "is for display; what packages do are steps, and docker asks for a machine",
    versions: "counts in the signature, and is nothing of a provider's",
    providerOptions: [circleci({ parallelism: { kind: { case: "integer", value: 2n } } })],
    workflow: "has chosen the output already",
    stage: supports("job.stage"),
    nameText: [text("Tests on ", reference("git.branch"))],
    workingDirectoryText: [text("web/", reference("git.branch"))],
    needsAny: [["lint"]],
    retry: [{ max: 2 }],
    parallelism: [3],
    approval: [{}],
    oidc: [{ env: "TOKEN" }],
  },
  (changes) => seen({ ...changes, ...("nameText" in changes ? { name: "" } : {}) }),
);

holds(
  "a step",
  StepSchema,
  {
    id: "is seen where its outputs are read",
    name: ["N"],
    condition: [condition],
    env: [[named("E", "1")]],
    workingDirectory: ["w"],
    shell: ["sh"],
    timeoutMinutes: [3],
    continueOnError: [true],
    providerOptions: [circleci({ max_auto_reruns: { kind: { case: "integer", value: 2n } } })],
    subject: "is where remarks point",
    kind: [{ case: "checkout", value: {} }],
    run: "is a kind",
    checkout: "is a kind",
    toolchain: "is a kind",
    cache: "is a kind",
    upload: "is a kind",
    download: "is a kind",
    native: "is a kind",
    nameText: [text("N ", reference("git.branch"))],
    workingDirectoryText: [text("w/", reference("secrets.X"))],
    background: [true],
    retry: [{ max: 2 }],
    call: [{ command: "hello" }],
    outputs: [["version"]],
    shard: "is a kind",
    report: "is a kind",
    approve: "is a kind",
  },
  (changes) =>
    seen({ steps: [{ ...run("s"), ...changes }] }, { commands: [{ id: "hello", steps: [run("s")] }] }),
);

for (const [kind, value] of [
  ["checkout", {}],
  ["cache", { id: "c" }],
  ["upload", { name: "n", paths: ["p"] }],
  ["native", { provider: "circleci", uses: "circleci/node/install", version: "1.2.3" }],
] as const)
  describe(`a step of the kind ${kind}`, () => {
    for (const [field, change] of Object.entries({
      condition: apply(F.FAILURE),
      timeoutMinutes: 3,
      continueOnError: true,
      providerOptions: circleci({ name: txt("x") }),
    }))
      it(`shows its ${field}, or says why not`, async () => {
        expect(await seen(step(kind, value, { [field]: change }))).not.toBe(await seen(step(kind, value)));
      });
  });

holds("a script", RunSchema, { script: ["other"] }, (changes) =>
  seen(step("run", { script: "s", ...changes })),
);

holds(
  "a checkout",
  CheckoutSchema,
  {
    depth: [0],
    ref: [text("v1")],
    submodules: [Submodules.TOP],
    lfs: [true],
    persistCredentials: [true],
    path: ["src"],
  },
  (changes) => seen(step("checkout", changes)),
);

holds(
  "a toolchain",
  ToolchainSchema,
  {
    tool: ["other"],
    version: [text("1")],
    native: [[{ provider: "circleci", uses: "circleci/ruby/install", version: "1.0.0" }]],
    fallbackScript: [""],
    fallbackEnv: [[named("F", "1")]],
  },
  (changes) => seen(step("toolchain", { tool: "ruby", fallbackScript: "install", ...changes })),
);

holds(
  "a step of others",
  NativeSchema,
  {
    provider: ["github"],
    uses: ["circleci/node/install-packages"],
    pin: ["abc"],
    version: ["1.2.4"],
    with: [[named("w", "1")]],
  },
  (changes) =>
    seen(
      step("native", { provider: "circleci", uses: "circleci/node/install", version: "1.2.3", ...changes }),
    ),
);

holds("a use of a cache", CacheUseSchema, { id: ["other"], mode: [CacheMode.RESTORE] }, (changes) =>
  seen(step("cache", { id: "c", ...changes })),
);

holds(
  "a cache",
  CacheSchema,
  {
    id: "names it",
    paths: [["q"]],
    keyParts: [[{ kind: { case: "text", value: text("k") } }]],
    restoreKeys: [[text("r")]],
    exactOnly: [true],
    save: [CacheSave.ALWAYS],
    backend: ["s3"],
    name: ["shared"],
  },
  (changes) =>
    seen(step("cache", { id: "c" }), {
      caches: [{ id: "c", paths: ["p"], keyParts: [{ kind: { case: "files", value: "lock" } }], ...changes }],
    }),
);

describe("a cache that is saved", () => {
  it("differs for each of the words for when", async () => {
    const all = await Promise.all(
      [CacheSave.ON_SUCCESS, CacheSave.ALWAYS, CacheSave.TRUSTED_REFS, CacheSave.NEVER].map((save) =>
        seen(step("cache", { id: "c" }), { caches: [{ id: "c", paths: ["p"], save }] }),
      ),
    );
    expect(new Set(all).size).toBe(4);
  });
});

holds(
  "an artifact",
  ArtifactSchema,
  {
    name: ["m"],
    paths: [["q"]],
    retentionDays: supports("artifact.retention"),
    ifMissing: [ArtifactMissing.ERROR],
    nameText: [text("n-", reference("git.sha"))],
    pathTexts: [[text("p/", reference("git.sha"))]],
    workspace: [true],
  },
  (changes) => seen({ steps: [upload({ name: "n", paths: ["p"], ...changes })] }),
);

holds(
  "a download",
  DownloadSchema,
  {
    name: ["other"],
    path: ["to"],
    job: "is one that leaves the artifact; the workspace brings the files of all of them",
    nameText: [text("n-", reference("git.sha"))],
    workspace: [true],
  },
  (changes) => seen(step("download", { name: "dist", job: "lint", ...changes })),
);

holds("a shard", ShardSchema, { files: [["test/**"]], by: [ShardBy.TIMINGS] }, (changes) =>
  seen(step("shard", { files: ["spec/**"], by: ShardBy.NAME, ...changes })),
);

holds(
  "a report",
  ReportSchema,
  {
    kind: [ReportKind.SUMMARY],
    paths: [["other.xml"]],
    name: ["Unit tests"],
    format: "is for readers of the kept file",
  },
  (changes) => seen(step("report", { kind: ReportKind.JUNIT, paths: ["out.xml"], ...changes })),
);

holds(
  "an approval",
  ApprovalSchema,
  { message: [text("Now?")], approvers: supports("job.approval.approvers") },
  (changes) => seen({ approval: changes }),
);

holds("an identity token", OidcSchema, { audience: [text("aws")], env: ["OTHER"] }, (changes) =>
  seen({ oidc: { env: "TOKEN", ...changes } }),
);

holds(
  "a retry",
  RetrySchema,
  { max: [3], causes: [[RetryCause.TIMEOUT]], exitStatuses: [[137]] },
  (changes) => seen({ steps: [{ ...run("s"), retry: { max: 2, ...changes } }] }),
);

holds(
  "credentials",
  CredentialsSchema,
  { username: [text("you")], password: [text(reference("secrets.Q"))] },
  (changes) =>
    seen({
      image: {
        image: text("x"),
        credentials: { username: text("me"), password: text(reference("secrets.P")), ...changes },
      },
    }),
);

holds(
  "a service",
  ServiceSchema,
  {
    name: ["other"],
    image: [text("postgres:15")],
    ports: [[{ container: 1 }]],
    env: [[named("C", "4")]],
    ready: [undefined],
    exports: [[]],
    options: [["--memory", "1g"]],
    credentials: [{ username: text("me"), password: text(reference("secrets.P")) }],
  },
  (changes) => seen({ services: [{ ...(base.services as Init[])[0], ...changes }] }),
);

holds(
  "a readiness",
  ReadinessSchema,
  {
    command: ["other"],
    intervalSeconds: [3],
    timeoutSeconds: [2],
    retries: [9],
  },
  (changes) =>
    seen({
      services: [
        {
          name: "db",
          image: text("x"),
          ports: [{ container: 1 }],
          ready: { command: "c", intervalSeconds: 2, retries: 7, ...changes },
        },
      ],
    }),
);

holds(
  "an image",
  ContainerSchema,
  {
    image: [text("x")],
    env: [[named("B", "3")]],
    options: [["--user", "root"]],
    credentials: [{ username: text("me"), password: text(reference("secrets.P")) }],
  },
  (changes) => seen({ image: { image: text("ruby:3.3"), env: [named("B", "2")], ...changes } }),
);

holds(
  "a runner",
  RunnerSchema,
  {
    id: ["big"],
    os: ["macos"],
    arch: ["arm64"],
    providerOptions: [circleci({ resource_class: txt("large") })],
    label: "is spelled out in the runners of the variants",
  },
  (changes) => seen({ image: undefined, services: [], runner: { os: "linux", arch: "amd64", ...changes } }),
);

holds(
  "a variant",
  VariantSchema,
  {
    id: ["test-z"],
    values: [{ entries: [{ key: "a", value: txt("3") }] }],
    signature: "is nothing of a provider's",
    runner: [{ os: "linux", arch: "arm64" }],
    marker: ['{"scope":"trusted","signature":"5f"}'],
  },
  (changes) => {
    const { variants, ...rest } = matrix("test", { a: ["1", "2"] });
    const [first, second] = variants as unknown as Init[];
    const one = { ...rest, image: undefined, variants: [first, { ...second, ...changes }] };
    return seen({}, { skipping: continuation, jobs: [job("test", { ...base, needs: [], ...one } as never)] });
  },
);

holds(
  "a matrix",
  MatrixSchema,
  {
    axes: "are seen by the variants",
    include: [[{ entries: [{ key: "b", value: txt("1") }] }]],
    exclude: "is seen by the variants",
    failFast: supports("job.matrix.fail_fast"),
    maxParallel: [1],
  },
  (changes) => {
    const { matrix: own, variants } = matrix("test", { a: ["1", "2"] });
    return seen({ matrix: { ...own, ...changes }, variants, name: "" });
  },
);

holds(
  "a concurrency",
  ConcurrencySchema,
  { group: [text("h")], cancelInProgress: supports("job.concurrency.cancel") },
  (changes) => seen({ concurrency: { group: text("g"), ...changes } }),
);

holds(
  "an environment",
  EnvironmentSchema,
  { name: [text("p")], url: supports("job.environment.url") },
  (changes) => seen(Object.keys(changes).length > 0 ? { environment: changes } : {}),
);

const alone = [job("a")];

holds(
  "a gate",
  GateSchema,
  {
    job: ["gate-2"],
    name: ["all green"],
    runner: [{ id: "x", providerOptions: circleci({ resource_class: txt("large") }) }],
  },
  (changes) => seen({}, { jobs: alone, gate: { job: "gate", name: "gate", ...changes } }),
);

holds(
  "what leaves out jobs",
  SkippingSchema,
  {
    stage: [SkippingStage.CONTINUATION],
    job: ["cig-2"],
    functions: ["cig() { true; }"],
    env: [[named("CIG_TOOL", "npm:other")]],
    secrets: "are among the variables",
    nativeStore: [true],
    forceLabel: "is the tool's to ask for, and no pipeline tells labels",
    runner: [{ id: "x", providerOptions: circleci({ resource_class: txt("large") }) }],
    leftOut: "is of a continuation: see skipping.test.ts",
    depth: "is asked of a checkout that brings the history anyway",
    timeoutMinutes: [3],
  },
  (changes) =>
    seen({}, { jobs: [job("a", { skippable: true } as never)], skipping: { ...bootstrap, ...changes } }),
);

holds(
  "an output",
  OutputSchema,
  {
    provider: "is circleci",
    path: [".circleci/other.yml"],
    description: ["Other"],
    workflow: ["nightly"],
    triggers: [{ push: { branches: ["x"] } }],
    env: [[named("A", "1")]],
    permissions: supports("workflow.permissions"),
    concurrency: supports("workflow.concurrency"),
    jobs: "are what it is about",
    caches: "are seen where they are used",
    providerOptions: [circleci({ setup: { kind: { case: "boolean", value: true } } })],
    project: "says the default branch, where something asks for it",
    commands: "are seen where they are called",
    stages: "are in the needs of the jobs",
    skipping: [bootstrap],
    gate: [{ job: "gate", name: "gate" }],
  },
  (changes) => seen({}, { description: "workflow" in changes ? "" : "CI", jobs: alone, ...changes }),
);

holds(
  "triggers",
  TriggersSchema,
  {
    push: [{ branches: ["x"] }],
    pullRequest: [{}],
    mergeQueue: [true],
    schedule: [[{ cron: "1 2 * * *" }]],
    manual: [{ inputs: [{ name: "x" }] }],
    release: supports("on.release"),
  },
  (changes) => seen({}, { jobs: alone, triggers: { push: { branches: ["main"] }, ...changes } }),
);

holds(
  "a trigger by pushes",
  PushTriggerSchema,
  {
    branches: [["x"]],
    tags: [["v*"]],
    paths: [["src/**"]],
    pathsIgnore: [["docs/**"]],
    branchesIgnore: [["wip/*"]],
  },
  (changes) => seen({}, { jobs: alone, triggers: { push: { branches: ["**"], ...changes } } }),
);

holds(
  "a trigger by pull requests",
  PullRequestTriggerSchema,
  {
    types: supports("on.pull_request.types"),
    branches: supports("on.pull_request.branches"),
    paths: [["src/**"]],
    pathsIgnore: [["docs/**"]],
  },
  (changes) => seen({}, { jobs: alone, triggers: { pullRequest: changes } }),
);

holds(
  "a trigger by time",
  ScheduleTriggerSchema,
  { cron: ["1 2 * * *"], timezone: supports("on.schedule.timezone") },
  (changes) => seen({}, { jobs: alone, triggers: { schedule: [{ cron: "0 2 * * *", ...changes }] } }),
);

describe("names of steps", () => {
  it("are seen where their outputs are read", async () => {
    const reads = (id: string) => ({
      steps: [run("a", { id }), run("b", { env: [named("X", reference("steps.one.outputs.x"))] })],
    });
    expect(await seen(reads("one"))).not.toBe(await seen(reads("two")));
  });
});

// The compiler says when a message of the tests stops being one of the protocol.
create(JobSchema, { id: "x" } satisfies MessageInitShape<typeof JobSchema>);
