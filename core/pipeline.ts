import { posix } from "node:path";
import { toBinary } from "@bufbuild/protobuf";
import { type Output, OutputSchema } from "../proto/gen/cig/plugin/v1/project_pb.ts";
import { byCodeUnit } from "./compare.ts";
import { type Config, loadConfig } from "./config/config.ts";
import { type Detected, detect } from "./detect/detect.ts";
import { type Diagnostic, hasErrors, type Result } from "./diagnostic/diagnostic.ts";
import { located } from "./diagnostic/located.ts";
import type { Emit, Stage } from "./event.ts";
import { generate } from "./generate.ts";
import { discover } from "./host/discover.ts";
import type { EarlyHost } from "./host/early-host.ts";
import { type Host, type InstalledPlugin, openHost, type PluginRecord } from "./host/host.ts";
import { heldPins, lockedPins, type NamedPin, namedPins } from "./lock/held-pins.ts";
import { type Lock, lockPath, printLock } from "./lock/lock.ts";
import { gatherPins, type PinUse } from "./lock/used-pins.ts";
import { type MergedFile, merge } from "./merge/merge.ts";
import { addHeader, bodyDigest, compareFiles, digestOf, type FileChange, recover } from "./output/output.ts";
import type { Pins } from "./pins.ts";
import { isOpen } from "./plan/pins.ts";
import { type Plan, plan } from "./plan/plan.ts";
import { compileGlobs } from "./repo/glob.ts";
import { openRepo, type Repo } from "./repo/repo.ts";
import { openWorkTree } from "./repo/work-tree.ts";
import { bundledDirectory } from "./source/bundled-directory.ts";
import { checkSupport } from "./support/check.ts";
import { validate } from "./validate.ts";
import { toWorkPlan } from "./work/from-plan.ts";
import { inputsDigest } from "./work/inputs-digest.ts";

export interface PipelineOptions {
  /** The repository's root, absolute. */
  readonly root: string;
  /** Relative to the root. Absent: cig.toml. */
  readonly configFile?: string;
  readonly profile?: string;
  /** `--var NAME=VALUE` */
  readonly variables: Readonly<Record<string, string>>;
  /** Only outputs of these. Absent: all. */
  readonly providers?: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly memo: "on" | "off" | "verify";
  /** True: each bundled plugin gets a process of its own. */
  readonly isolate: boolean;
  /** True: plugins on PATH take part. */
  readonly allowPath: boolean;
  readonly until: "detect" | "plan" | "files";
  /** Instead of loading one: `init` has none yet. */
  readonly config?: Config;
  /** The process of the bundled plugins, where it was started ahead; it is ended with the run. */
  readonly early?: EarlyHost | undefined;
  /** Instead of listing the files anew. */
  readonly repo?: Promise<Result<Repo>>;
  readonly emit: Emit;
  readonly coreVersion: string;
  /** Pins of cig.lock that are forgotten, so that the newest that plugins know come instead: all, or those of these names. */
  readonly forgetPins?: "all" | readonly string[];
  /** Instead of those of cig.lock. */
  readonly pins?: Pins;
  /** The folder with the plugins that are shipped with cig, absolute. Absent: the one beside this program. */
  readonly bundledDirectory?: string;
  /** Tests only: brings lists that have no meaning in their order into another one. */
  readonly shuffle?: <T>(items: readonly T[]) => T[];
}

export interface PipelineResult {
  readonly config?: Config;
  readonly detected?: Detected;
  readonly plan?: Plan;
  /** With header, sorted by path; empty when an error made them impossible. */
  readonly files: readonly MergedFile[];
  readonly changes: readonly FileChange[];
  /** With places where there are any. */
  readonly diagnostics: readonly Diagnostic[];
  readonly plugins: readonly PluginRecord[];
  /** All that can take part. */
  readonly installed: readonly InstalledPlugin[];
  readonly seen?: Seen;
  /** What cig.lock held when the run began, sorted, as plugins are told. */
  readonly heldPins: readonly NamedPin[];
  /** What the files fetch of third parties, sorted. Empty where no file was made. */
  readonly pins: readonly PinUse[];
  /** Milliseconds. */
  readonly timing: { readonly stages: Record<string, number>; readonly plugins: Record<string, number> };
}

/** Everything that the run depended on beside its options and cig.toml, as it found it. */
export interface Seen {
  /** The list of files. */
  readonly paths: readonly string[];
  /** What was read for plugins, and as a part of cig.toml, by path; undefined for what could not be. */
  readonly read: ReadonlyMap<string, Uint8Array | undefined>;
  /** What reading them left to say. */
  readonly remarks: readonly Diagnostic[];
  /** What stands where files are written, by path; undefined for nothing, "unsafe" for what cig does not touch. */
  readonly outputs: ReadonlyMap<string, Uint8Array | "unsafe" | undefined>;
}

/**
 * Runs every stage once, in order. A stage that fails ends the run, except that a plugin's failure costs only its
 * own part: the rest is still planned and judged, and the errors keep `render` from writing. Never throws for what
 * a person can fix. Starts no process when every answer is remembered.
 */
export async function runPipeline(options: PipelineOptions): Promise<PipelineResult> {
  const run = startRun(options);
  run.say(recover(options.root));
  const repository = run.stage("repo", () => options.repo ?? openRepo(options.root, repoOptions(options)));
  const config = run.take(await run.stage("config", () => configOf(options, repository)));
  const repo = run.take(await repository);
  if (!config || !repo) {
    options.early?.end();
    return run.result();
  }
  run.part.config = config;
  const installed = await installedPlugins(run, config);
  run.part.installed = installed;
  const host = openHost({ ...options, plugins: installed, emit: run.emit });
  try {
    const seen = { paths: repo.paths, read: new Map(config.others), outputs: new Map() };
    await runStages(run, host, config, watched(repo, seen.read), seen.outputs);
    run.part.seen = { ...seen, remarks: repo.diagnostics };
  } finally {
    await host.close();
    run.part.plugins = host.records();
  }
  run.say(repo.diagnostics);
  return run.result();
}

/** The same repository; what is read goes into `seen`. */
function watched(repo: Repo, seen: Map<string, Uint8Array | undefined>): Repo {
  const read = async (path: string) => {
    const bytes = await repo.read(path);
    seen.set(path, bytes);
    return bytes;
  };
  return { ...repo, read };
}

async function runStages(
  run: Run,
  host: Host,
  config: Config,
  repo: Repo,
  outputs: Map<string, Uint8Array | "unsafe" | undefined>,
): Promise<void> {
  const { until, coreVersion, providers, root } = run.options;
  const detected = await run.stage("detect", () => detect(host, repo, ignoredBy(config)));
  run.part.detected = detected;
  run.say(detected.diagnostics);
  if (until === "detect") return;

  const pins = run.options.pins ?? run.take(await heldPins(root, run.options.forgetPins));
  if (!pins) return;
  const held = namedPins(pins);
  run.part.heldPins = held;
  const planWith = (held: Pins) =>
    run.stage("plan", () =>
      plan(host, config, repo, detected, { pins: held, ...(providers && { providers }) }),
    );
  const first = await planWith(pins);
  run.part.plan = first;
  run.say(first.diagnostics);
  if (until === "plan" || hasErrors(first.diagnostics)) return;

  const manifests = host.plugins.map(({ manifest }) => manifest);
  const unsupported = checkSupport(first.outputs, manifests, statedBy(config));
  run.say(unsupported);
  if (hasErrors(unsupported)) return;

  const generated = await run.stage("generate", () =>
    generate(host, first.outputs, { coreVersion, pins: held }),
  );
  run.say(generated.diagnostics);
  const used = gatherPins(generated.pins, pins);
  run.part.pins = used;
  // A version that a provider's table has made a commit counts as that commit, as it will once cig.lock holds it.
  const all = new Map([...pins, ...used.map(({ key, pin }) => [key, pin] as const)]);
  const planned = isOpen(first.outputs, all) ? await planWith(all) : first;
  run.part.plan = planned;
  const bodies = run.take(await run.stage("merge", () => merge(generated.fragments))) ?? [];
  const today = new Date().toISOString().slice(0, 10);
  run.say(await run.stage("validate", () => validate(host, bodies, planned.outputs, planned.policy, today)));
  const rendered = bodies.map((file) => withHeader(file, planned, config, coreVersion));
  const lock = providers ? undefined : run.take(await lockFile(run, host, config, planned, rendered, pins));
  const files = lock ? [...rendered, withHeader(lock, planned, config, coreVersion)].sort(byPath) : rendered;
  run.part.files = files;
  run.part.changes = await run.stage("output", () =>
    compareFiles(root, files, {
      ...claimsOf(run, host, config, repo),
      // Pins that somebody edited are in what is rendered; the rest of it is nobody's to edit.
      isHeeded: (path) => path === lockPath,
      onRead: (path, { bytes, problem }) => outputs.set(path, problem ? "unsafe" : bytes),
    }),
  );
}

/**
 * cig.lock: what the files fetch of third parties and, where a workflow leaves work out, what CI must know of this plan.
 * That counts files that are not tracked yet, because they will be committed together with it.
 */
async function lockFile(
  run: Run,
  host: Host,
  config: Config,
  planned: Plan,
  rendered: readonly MergedFile[],
  held: Pins,
): Promise<Result<MergedFile | undefined>> {
  if (hasErrors(run.diagnostics)) return { diagnostics: [] };
  const pins = lockedPins(run.part.pins ?? [], held, planned.outputs);
  const fileOf = (lock?: Lock) => ({
    path: lockPath,
    content: printLock({ pins, ...(lock && { lock }) }),
    owners: ["cig"],
  });
  if (!planned.outputs.some(({ skipping }) => skipping))
    return { ...(pins.size > 0 && { value: fileOf() }), diagnostics: [] };
  const { root, environment, variables } = run.options;
  const tree = await openWorkTree(root, { environment, untracked: "count" });
  if (!tree.value) return { diagnostics: tree.diagnostics };
  const plan = toWorkPlan(planned, config, host.plugins, variables);
  const inputs = inputsDigest(plan, tree.value, plan.words, environment);
  const files = Object.fromEntries(rendered.map(({ path, content }) => [path, bodyDigest(content)]));
  return { value: fileOf({ plan: { ...plan, inputs }, files }), diagnostics: tree.diagnostics };
}

function byPath(a: MergedFile, b: MergedFile): number {
  return byCodeUnit(a.path, b.path);
}

/** What is no evidence: what cig.toml says, and plugins that live in the repository, whose files speak for themselves. */
function ignoredBy(config: Config): string[] {
  const table = Object.values(config.schema.plugins ?? {});
  const folders = table.flatMap((one) => (typeof one === "object" && one.path) || []);
  const inside = folders
    .map((folder) => posix.normalize(folder))
    .filter((folder) => !/^(\.\.?(\/|$)|\/)/.test(folder));
  return [
    ...(config.schema.detect?.ignore ?? []),
    ...inside.map((folder) => `${folder.replace(/\/$/, "")}/**`),
  ];
}

function repoOptions({ environment, shuffle }: PipelineOptions) {
  return { environment, ...(shuffle && { shuffle }) };
}

async function configOf(options: PipelineOptions, repo: Promise<Result<Repo>>): Promise<Result<Config>> {
  if (options.config) return { value: options.config, diagnostics: [] };
  const { configFile: file, profile, variables, environment } = options;
  const paths = async () => (await repo).value?.paths;
  return loadConfig(options.root, { file, profile, variables, environment, paths });
}

async function installedPlugins(run: Run, config: Config) {
  const { root, allowPath, environment, bundledDirectory: given, shuffle } = run.options;
  const found = await discover({
    root,
    table: config.schema.plugins ?? {},
    bundledDirectory: given ?? bundledDirectory(),
    allowPath,
    ...(environment.PATH !== undefined && { searchPath: environment.PATH }),
  });
  const plugins = run.take(found) ?? [];
  return shuffle ? shuffle(plugins) : plugins;
}

/** What members define for themselves stands behind their file's name, as in key paths. */
function statedBy({ schema, members, at }: Config) {
  if (members.length === 0) return { schema, at };
  return { schema: { ...schema, ...Object.fromEntries(members.map(({ file, own }) => [file, own])) }, at };
}

/** The header tells what the file was made from: everything its owner was asked with. */
function withHeader(file: MergedFile, plan: Plan, config: Config, coreVersion: string): MergedFile {
  const own = plan.outputs.filter((output) => output.path === file.path);
  const sources = (own.length > 0 ? own : plan.outputs).map((output) =>
    toBinary(OutputSchema, unsigned(output)),
  );
  const info = {
    version: coreVersion,
    sourceDigest: digestOf(Buffer.concat(sources)),
    sourceFile: config.file,
    ...headerWish(file.path, config),
  };
  return { ...file, content: addHeader(file.path, file.content, info) };
}

/** A plugin's release changes signatures, and no byte of a file that says the same. */
function unsigned(output: Output): Output {
  const jobs = output.jobs.map((job) => ({
    ...job,
    variants: job.variants.map((variant) => ({ ...variant, signature: new Uint8Array() })),
  }));
  return { ...output, jobs };
}

function headerWish(path: string, config: Config): { header?: string | boolean } {
  const header = config.schema.outputs?.find((output) => output.path === path)?.header;
  return header === undefined ? {} : { header };
}

/**
 * Where files that no output claims any more are looked for: in the outputs of the providers that this run renders.
 * A provider that was left out keeps its files, and so do all when an error may be the reason that nothing claims them.
 */
function claimsOf(run: Run, host: Host, config: Config, repo: Repo) {
  const { providers } = run.options;
  const capabilities = providers?.map((provider) => `provider:${provider}`);
  const rendering = host.plugins.filter(
    ({ manifest }) => !capabilities || manifest.capabilities.some((one) => capabilities.includes(one)),
  );
  const own = rendering.flatMap(({ manifest }) => manifest.outputs);
  const outputGlobs = hasErrors(run.diagnostics) ? [] : [...own, ...(providers ? [] : [lockPath])];
  return { paths: repo.paths, outputGlobs, sourceFile: config.file, isOfOthers: isOfOthers(config, repo) };
}

/** Files of other projects inside this one, which have a cig.toml of their own, and what `[detect]` leaves out. */
function isOfOthers(config: Config, { paths }: Repo): (path: string) => boolean {
  const isIgnored = compileGlobs(config.schema.detect?.ignore ?? []);
  const members = new Set(config.members.map(({ file }) => file));
  const others = paths.filter(
    (path) => path.endsWith("/cig.toml") && path !== config.file && !members.has(path),
  );
  return (path) => isIgnored(path) || others.some((file) => path.startsWith(`${posix.dirname(file)}/`));
}

/** What a run gathers on its way. */
interface Run {
  readonly options: PipelineOptions;
  readonly emit: Emit;
  readonly diagnostics: readonly Diagnostic[];
  readonly part: { -readonly [Key in keyof PipelineResult]?: PipelineResult[Key] };
  stage<T>(stage: Stage, work: () => T | Promise<T>): Promise<T>;
  say(diagnostics: readonly Diagnostic[]): void;
  /** The value of a result, its diagnostics said. */
  take<T>(result: Result<T>): T | undefined;
  result(): PipelineResult;
}

function startRun(options: PipelineOptions): Run {
  const diagnostics: Diagnostic[] = [];
  const stages: Record<string, number> = {};
  const plugins: Record<string, number> = {};
  const part: Run["part"] = {};
  const emit: Emit = (event) => {
    if (event.kind === "plugin-answered")
      plugins[event.plugin] = (plugins[event.plugin] ?? 0) + event.durationMs;
    if (event.kind === "diagnostic") say([event.diagnostic]);
    options.emit(event);
  };
  const say = (more: readonly Diagnostic[]) => void diagnostics.push(...more);
  return {
    options,
    emit,
    diagnostics,
    part,
    async stage(stage, work) {
      const startedAt = performance.now();
      emit({ kind: "stage-started", stage });
      const value = await work();
      const durationMs = performance.now() - startedAt;
      stages[stage] = (stages[stage] ?? 0) + durationMs;
      emit({ kind: "stage-ended", stage, durationMs });
      return value;
    },
    say,
    take(result) {
      say(result.diagnostics);
      return result.value;
    },
    result: () => ({
      files: [],
      heldPins: [],
      pins: [],
      changes: [],
      plugins: [],
      installed: [],
      ...part,
      diagnostics: located(diagnostics, (subject) => part.config?.at(subject)),
      timing: { stages, plugins },
    }),
  };
}
