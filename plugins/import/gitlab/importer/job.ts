import type { TomlTable, TomlValue } from "cig/sdk/import";
import { printCondition } from "../condition/print.ts";
import { axesOf } from "../model/axes.ts";
import { usualMinutes } from "../model/job.ts";
import { machineOf } from "../model/machine.ts";
import type { Job, Pipeline } from "../model/pipeline.ts";
import type { ResidueList } from "../source/residue-list.ts";
import type { SharedNames } from "./shared.ts";

/** One `[jobs.ID]`. */
export function importedJob(
  job: Job,
  pipeline: Pipeline,
  names: SharedNames,
  usesStages: boolean,
  residue: ResidueList,
): TomlTable {
  const condition = conditionOf(job, pipeline, residue);
  const { os, arch, labels } = machineOf(job.tags);
  const runner = names.runners.get(job.id)?.[0]?.[0];
  const env = Object.fromEntries([...job.env].filter(([name, value]) => pipeline.env.get(name) !== value));
  const caches = names.caches.get(job.id)!;
  const isPlainDownload = caches.length === 0 && job.downloads.every(({ test }) => test === undefined);
  const { artifacts, timeout, retry } = job;
  return withoutNothing({
    name: job.name === job.id ? undefined : job.name.replaceAll("{{", "{{ '{{' }}"),
    stage: usesStages || pipeline.stages.includes(job.stage) ? job.stage : undefined,
    needs: usesStages || job.needs.length === 0 ? undefined : job.needs.map((need) => need.job),
    if: condition,
    matrix: matrixOf(job),
    parallelism: job.parallelism > 1 ? job.parallelism : undefined,
    image: job.image || undefined,
    runner,
    os: runner === undefined && os !== "linux" ? os : undefined,
    arch: runner === undefined && (arch === "arm64") !== (os === "macos") ? arch : undefined,
    services: servicesOf(job),
    shell: job.shell === "bash" ? undefined : job.shell,
    env: Object.keys(env).length > 0 ? env : undefined,
    secrets: job.secrets.length > 0 ? [...job.secrets] : undefined,
    environment:
      job.environment && (job.environment.url === "" ? job.environment.name : { ...job.environment }),
    approval: job.approval || undefined,
    oidc: job.hasToken || undefined,
    timeout: timeout === usualMinutes ? undefined : `${timeout}m`,
    retry: retry && (retry.on.length === 0 ? retry.max : { max: retry.max, on: [...retry.on] }),
    continue_on_error: job.allowFailure || undefined,
    concurrency: job.concurrency || undefined,
    checkout: checkoutOf(job),
    uses_artifacts:
      isPlainDownload && job.downloads.length > 0 ? job.downloads.map((each) => each.job) : undefined,
    steps: [
      ...caches.flatMap(({ id, cache }): TomlTable[] =>
        cache.mode === "both" ? [{ cache: id }] : cache.mode === "restore" ? [{ restore: id }] : [],
      ),
      ...(isPlainDownload
        ? []
        : job.downloads.map(
            (each): TomlTable => ({
              download: each.job,
              ...(each.test && ifOf(printCondition(each.test, pipeline).text)),
            }),
          )),
      ...(job.script === "" ? [] : [{ run: job.script }]),
      ...(job.afterScript === "" ? [] : [{ run: job.afterScript, if: "always()", continue_on_error: true }]),
      ...caches.flatMap(({ id, cache }): TomlTable[] => (cache.mode === "save" ? [{ save: id }] : [])),
      ...(artifacts && artifacts.when !== "success"
        ? [{ artifact: artifactTable(job), if: `${artifacts.when}()` }]
        : []),
    ],
    artifacts: artifacts?.when === "success" ? [artifactTable(job)] : undefined,
    reports:
      job.reports.length > 0
        ? job.reports.map(({ kind, format, paths }) => ({
            [kind]: paths.length === 1 ? paths[0]! : [...paths],
            ...(kind === "coverage" && format !== "cobertura" && { format }),
          }))
        : undefined,
    provider: labels.some((label) => label.includes("{{"))
      ? { github: { "runs-on": labels.map((label) => label.replaceAll("{{", "${{")) } }
      : undefined,
  });
}

/** Where GitLab knows more than cig.toml can say, what is left out is told. */
function conditionOf(job: Job, pipeline: Pipeline, residue: ResidueList): string | undefined {
  const { text, lost } = printCondition(job.test, pipeline);
  for (const what of lost)
    residue.add(
      job.whenPlace,
      job.id,
      what,
      "A condition of cig.toml cannot ask it: the job is there whatever it says.",
      "changed",
    );
  // What is not there holds nobody back.
  const isPartial = job.isPlain && job.needs.some((need) => need.isPartial);
  if (!isPartial) return text === "true" ? undefined : text;
  const others = "!failure() && !cancelled()";
  return text === "true" ? others : `${others} && ${text.includes("||") ? `(${text})` : text}`;
}

function ifOf(text: string): { if?: string } {
  return text === "true" ? {} : { if: text };
}

function matrixOf({ matrix }: Job): TomlTable | undefined {
  if (matrix.length === 0) return undefined;
  const { axes, include } = axesOf(matrix);
  return {
    ...Object.fromEntries([...axes].map(([name, values]) => [name, [...values]])),
    ...(include.length > 0 && { include: include.map((each) => Object.fromEntries(each)) }),
    fail_fast: false,
  };
}

function servicesOf({ services }: Job): TomlTable | undefined {
  if (services.length === 0) return undefined;
  return Object.fromEntries(
    services.map(({ name, image, env, options }): [string, TomlTable] => [
      name,
      {
        image,
        ...(env.size > 0 && { env: Object.fromEntries(env) }),
        ...(options.length > 0 && { options: [...options] }),
      },
    ]),
  );
}

function checkoutOf({ checkout }: Job): TomlValue | undefined {
  if (!checkout) return false;
  const { depth, submodules } = checkout;
  if (depth === 1 && submodules === false) return undefined;
  return { ...(depth !== 1 && { depth }), ...(submodules !== false && { submodules }) };
}

function artifactTable({ id, artifacts }: Job): TomlTable {
  const { paths, retentionDays } = artifacts!;
  return { name: id, paths: [...paths], ...(retentionDays > 0 && { retention_days: retentionDays }) };
}

function withoutNothing(table: Readonly<Record<string, TomlValue | undefined>>): TomlTable {
  return Object.fromEntries(
    Object.entries(table).filter((entry): entry is [string, TomlValue] => entry[1] !== undefined),
  );
}
