import { posix } from "node:path";
import { byCodeUnit } from "../compare.ts";
import type { Config } from "../config/config.ts";
import { detect } from "../detect/detect.ts";
import { hasErrors } from "../diagnostic/diagnostic.ts";
import { generate } from "../generate.ts";
import { type Host, openHost } from "../host/host.ts";
import { heldPins, namedPins } from "../lock/held-pins.ts";
import { lockPath } from "../lock/lock.ts";
import { gatherPins } from "../lock/used-pins.ts";
import { type MergedFile, merge } from "../merge/merge.ts";
import { compareFiles, recover } from "../output/output.ts";
import type { Pins } from "../pins.ts";
import { isOpen } from "../plan/pins.ts";
import { plan } from "../plan/plan.ts";
import { openRepo, type Repo } from "../repo/repo.ts";
import { checkSupport } from "../support/check.ts";
import { validate } from "../validate.ts";
import { claimsOf } from "./claims.ts";
import { lockFile } from "./lock-file.ts";
import { configOf, installedPlugins, repoOptions, watched } from "./opening.ts";
import { type PipelineOptions, type PipelineResult, type Run, startRun } from "./run.ts";
import { withHeader } from "./with-header.ts";

export type { PipelineOptions, PipelineResult, Seen } from "./run.ts";

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
  const verdict = await run.stage("validate", () =>
    validate(host, bodies, planned.outputs, planned.policy, today),
  );
  run.say(verdict.diagnostics);
  run.part.estimates = verdict.estimates;
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

/** What members define for themselves stands behind their file's name, as in key paths. */
function statedBy({ schema, members, at }: Config) {
  if (members.length === 0) return { schema, at };
  return { schema: { ...schema, ...Object.fromEntries(members.map(({ file, own }) => [file, own])) }, at };
}
