import { folderOf, nameOf } from "../artifact-name.ts";
import type { ArtifactToml, CigToml, DownloadToml, JobToml, StepToml } from "../schema.ts";
import { rebase } from "./rebase.ts";

/** How a member's words become words of the whole repository. */
export interface Adoption {
  readonly folder: string;
  readonly prefix: string;
  /** The member's jobs as it calls them → their ids. */
  readonly jobs: ReadonlyMap<string, string>;
  /** The member's jobs as it writes them, after profile and templates. */
  readonly written: Readonly<Record<string, JobToml>>;
  /** `[env]` and `[permissions]` of the member. */
  readonly env: CigToml["env"];
  readonly permissions: CigToml["permissions"];
  /** True for a file of the repository, or a pattern that finds some. */
  isFile(path: string): boolean;
}

/** A job of a member as one of the repository: ids with the prefix, paths from the root, the member's folder to run in. */
export function adoptJob(adoption: Adoption, id: string, job: JobToml): JobToml {
  const { folder } = adoption;
  const paths = (list: readonly string[]) => list.map((path) => rebase(path, folder));
  const own = adoption.jobs.get(id)!;
  return {
    ...job,
    ...(job.needs && { needs: job.needs.map((need) => jobOf(adoption, need)) }),
    ...(job.needs_any && { needs_any: job.needs_any.map((need) => jobOf(adoption, need)) }),
    ...workingDirectory(folder, job),
    ...((adoption.env || job.env) && { env: { ...adoption.env, ...job.env } }),
    ...(job.permissions === undefined && adoption.permissions && { permissions: adoption.permissions }),
    ...(job.skip_if && {
      skip_if: {
        ...job.skip_if,
        ...(job.skip_if.paths_unmodified && { paths_unmodified: paths(job.skip_if.paths_unmodified) }),
      },
    }),
    ...(job.inputs && { inputs: paths(job.inputs) }),
    ...(job.persist && { persist: paths(job.persist) }),
    ...(job.shard && { shard: { ...job.shard, files: paths(job.shard.files) } }),
    ...(job.reports && { reports: job.reports.map((report) => adoptReport(folder, report)) }),
    ...(job.artifacts && {
      artifacts: job.artifacts.map((artifact) => adoptArtifact(adoption, own, artifact, job.artifacts!)),
    }),
    ...(job.uses_artifacts && {
      uses_artifacts: job.uses_artifacts.map((wish) => adoptDownload(adoption, id, wish)),
    }),
    ...(job.steps && { steps: job.steps.map((step) => adoptStep(adoption, id, step)) }),
  };
}

/** The steps of a member's own command, or of a job. `job` is the one they are in, for what they leave and get. */
export function adoptStep(adoption: Adoption, job: string | undefined, step: StepToml): StepToml {
  const { folder } = adoption;
  const own = job === undefined ? undefined : adoption.jobs.get(job);
  return {
    ...step,
    ...(step.working_directory !== undefined && {
      working_directory: rebase(step.working_directory, folder),
    }),
    ...(step.report && { report: adoptReport(folder, step.report) }),
    ...(step.artifact !== undefined && { artifact: adoptArtifact(adoption, own, step.artifact, []) }),
    ...(step.download !== undefined && { download: adoptDownload(adoption, job, step.download) }),
  };
}

/** A member's own cache; files of its key are looked for in the member first. */
export function adoptCache(
  adoption: Adoption,
  cache: NonNullable<CigToml["caches"]>[string],
): NonNullable<CigToml["caches"]>[string] {
  const { folder } = adoption;
  const part = (written: string) => {
    const inMember = rebase(written, folder);
    return written.startsWith("//") || (!written.includes("{{") && adoption.isFile(inMember))
      ? inMember
      : written;
  };
  return {
    ...cache,
    ...(cache.paths && { paths: cache.paths.map((path) => rebase(path, folder)) }),
    ...(cache.key_parts && { key_parts: cache.key_parts.map(part) }),
    ...(cache.job !== undefined && { job: jobOf(adoption, cache.job) }),
  };
}

/** Its own job of that name, else one of the repository; `//test` is the root's even where the member has a `test`. */
function jobOf({ jobs }: Adoption, need: string): string {
  return need.startsWith("//") ? need.slice(2) : (jobs.get(need) ?? need);
}

/** Without the sources there is no folder of the member. */
function workingDirectory(folder: string, { working_directory: written, checkout }: JobToml) {
  if (written !== undefined) return { working_directory: rebase(written, folder) };
  if (checkout === false) return {};
  const below = typeof checkout === "object" && checkout.path !== undefined ? `${checkout.path}/` : "";
  return { working_directory: `${below}${folder}` };
}

type Report = NonNullable<JobToml["reports"]>[number];

function adoptReport(folder: string, report: Report): Report {
  const rebased = { ...report };
  for (const kind of ["junit", "coverage", "summary", "annotations"] as const) {
    const paths = report[kind];
    if (paths === undefined) continue;
    rebased[kind] = Array.isArray(paths)
      ? paths.map((path) => rebase(path, folder))
      : rebase(paths as string, folder);
  }
  return rebased;
}

/** Members call their artifacts alike, and providers keep those of a run in one place: the prefix tells them apart. */
function adoptArtifact(
  { folder, prefix }: Adoption,
  job: string | undefined,
  artifact: ArtifactToml,
  all: readonly ArtifactToml[],
): ArtifactToml {
  const table = typeof artifact === "string" ? { paths: [artifact] } : artifact;
  const written = typeof artifact === "string" ? undefined : artifact.name;
  const name = written === undefined ? job && nameOf(job, artifact, all) : prefixed(prefix, written);
  return {
    ...table,
    ...(name !== undefined && { name }),
    paths: table.paths.map((path) => rebase(path, folder)),
  };
}

function prefixed(prefix: string, name: string): string {
  return name.startsWith("//") ? name.slice(2) : `${prefix}-${name}`;
}

/** An artifact of the member's own jobs, else one of the repository. */
function adoptDownload(adoption: Adoption, job: string | undefined, wish: DownloadToml): DownloadToml {
  const table = typeof wish === "string" ? { name: wish } : wish;
  if (table.name.startsWith("//")) return { ...table, name: table.name.slice(2) };
  const from = "job" in table ? table.job : undefined;
  const left = leftBy(adoption, table.name).filter(({ by }) => from === undefined || by === from);
  const upstream = left.filter(({ by }) => job !== undefined && waitsFor(adoption.written, job, by));
  const [only, ...others] = upstream.length > 0 ? upstream : left;
  const others_ = others.filter(({ name }) => name !== only!.name);
  const named = only && others_.length === 0 ? { ...table, name: only.name } : table;
  return from === undefined ? named : { ...named, job: jobOf(adoption, from) };
}

/** What the member's jobs leave by that name, or by the folder that it was made of. */
function leftBy({ written, jobs, prefix }: Adoption, wanted: string): { by: string; name: string }[] {
  const found: { by: string; name: string; isExact: boolean }[] = [];
  for (const [by, job] of Object.entries(written)) {
    const own = jobs.get(by)!;
    const look = (artifact: ArtifactToml, all: readonly ArtifactToml[]) => {
      const stated = typeof artifact === "string" ? undefined : artifact.name;
      const name = stated === undefined ? nameOf(own, artifact, all) : prefixed(prefix, stated);
      const isExact = (stated ?? nameOf(by, artifact, all)) === wanted;
      if (isExact || (typeof artifact === "string" && folderOf(artifact) === wanted))
        found.push({ by, name, isExact });
    };
    for (const artifact of job.artifacts ?? []) look(artifact, job.artifacts!);
    for (const { artifact } of job.steps ?? []) if (artifact !== undefined) look(artifact, []);
  }
  const exact = found.filter(({ isExact }) => isExact);
  return exact.length > 0 ? exact : found;
}

function waitsFor(jobs: Readonly<Record<string, JobToml>>, job: string, other: string): boolean {
  const open = [job];
  const seen = new Set<string>();
  for (let current = open.pop(); current !== undefined; current = open.pop())
    for (const need of [...(jobs[current]?.needs ?? []), ...(jobs[current]?.needs_any ?? [])]) {
      if (need === other) return true;
      if (!seen.has(need)) open.push(need);
      seen.add(need);
    }
  return false;
}
