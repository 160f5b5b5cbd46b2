import { parse } from "smol-toml";
import type { Path, Seen } from "./removal.ts";

interface Silent {
  /** `*` is any one key, `**` any number of them. */
  readonly path: string;
  /** Absent: all. */
  readonly providers?: readonly string[];
  /** The remark that says so; it must have been made. */
  readonly told?: string;
  readonly why: string;
}

/** Keys whose removal rightly changes nothing that a provider renders. */
const silent: readonly Silent[] = [
  {
    path: "jobs.*.steps.*.outputs",
    why: "It limits what may be asked for; those that are asked for are there anyway.",
  },
  { path: "jobs.*.secrets.**", why: "A secret that the job's steps use is the job's, declared or not." },
  { path: "jobs.*.uses_artifacts.*.job", why: "It chooses between artifacts of one name, and there is one." },
  { path: "jobs.*.inputs.**", why: "It counts in the work signature only, which no provider renders." },
  { path: "jobs.*.effects", why: "It keeps the job from being skipped by its signature; nothing is." },
  {
    path: "jobs.*.skip_if.**",
    providers: ["buildkite"],
    told: "BK033",
    why: "Nothing is skipped by it, which is said of the whole.",
  },
  {
    path: "jobs.*.skip_if.*.**",
    providers: ["circleci", "github"],
    why: "What counts is for the tool, which reads it in CI; that the job may be left out is in the file.",
  },
  {
    path: "jobs.notify.skip_if",
    providers: ["circleci", "github"],
    why: "The job has effects, and is never left out.",
  },
  {
    path: "jobs.notify.skip_if.**",
    providers: ["jenkins"],
    why: "The job has effects, and is never left out.",
  },
  {
    path: "on.*.paths.**",
    providers: ["buildkite"],
    told: "BK020",
    why: "What starts the builds has different paths, so that none are looked at.",
  },
  {
    path: "on.*.paths.**",
    providers: ["circleci"],
    told: "CC020",
    why: "The file has a schedule, so that no setup workflow can look at paths.",
  },
  {
    path: "on.push.branches.**",
    providers: ["circleci"],
    told: "CC036",
    why: "Pull requests are asked for, so that every branch is built.",
  },
  {
    path: "on.push.branches_ignore.**",
    providers: ["circleci"],
    told: "CC036",
    why: "Pull requests are asked for, so that every branch is built.",
  },
  {
    path: "on.merge_queue",
    providers: ["circleci"],
    told: "CC036",
    why: "Every branch is built, those of the queue, too.",
  },
  {
    path: "on.*.paths_ignore.**",
    providers: ["buildkite"],
    told: "BK020",
    why: "What starts the builds has different paths, so that none are looked at.",
  },
  {
    path: "outputs",
    providers: ["github"],
    why: "Without outputs there is one for GitHub at this very path.",
  },
  { path: "variables.LEVEL", why: "The profile gives it another value." },
  { path: "policy.waivers.*.job", why: "It narrows a waiver, and nothing else would be waived." },
  { path: "policy.waivers.*.path", why: "It narrows a waiver, and nothing else would be waived." },
  {
    path: "policy.**",
    providers: ["buildkite", "circleci", "jenkins"],
    why: "What is waived here is found in GitHub's files alone.",
  },
  { path: "gate.required", why: "It is, unless somebody says otherwise." },
  {
    path: "commands.*.**.description",
    providers: ["buildkite", "github", "jenkins"],
    why: "It is for who reads cig.toml; inlined steps have no place for it.",
  },
  {
    path: "jobs.*.runner",
    providers: ["buildkite"],
    why: "Every agent is self-hosted, so that the word chooses nothing.",
  },
  {
    path: "jobs.*.matrix.fail_fast",
    providers: ["jenkins"],
    why: "Other jobs go on after a failure, so that the variants do, whatever is said.",
  },
  {
    path: "caches.*.restore_keys",
    providers: ["jenkins"],
    why: "A cache is taken for the same files or not at all, as `false` says.",
  },
  {
    path: "jobs.*.reports.*.format",
    providers: ["circleci"],
    why: "The file is kept as it is, whatever its form.",
  },
  {
    path: "project.default_branch",
    providers: ["github"],
    why: "GitHub knows the repository's default branch itself.",
  },
  {
    path: "jobs.*.checkout.persist_credentials",
    providers: ["buildkite", "circleci"],
    why: "The machine's own key is there with and without it, which a remark says.",
  },
];

/** Why the removal of a key may go unnoticed; undefined for keys that must be noticed. */
export function silentFor(path: Path, provider: string, { text }: Seen): string | undefined {
  return silent.find(
    (each) =>
      (!each.providers || each.providers.includes(provider)) &&
      (!each.told || text.includes(` ${each.told} `)) &&
      fits(each.path.split("."), path),
  )?.why;
}

/** What stands in another provider's table, or in its output, is for the other. */
export function isForOthers(toml: string, path: Path, provider: string): boolean {
  const isOther = (key: string) => knownProviders.includes(key) && key !== provider;
  if (path.some(isOther)) return true;
  const tree = parse(toml);
  const owner =
    path[0] === "outputs" && path.length > 1 ? valueAt(tree, ["outputs", path[1]!, "provider"]) : undefined;
  if (owner !== undefined) return typeof owner === "string" ? isOther(owner) : isForOnly(owner, isOther);
  return isForOnly(valueAt(tree, path), isOther);
}

function isForOnly(value: unknown, isOther: (key: string) => boolean): boolean {
  const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
  return keys.length > 0 && keys.every(isOther);
}

function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], tree);
}

const knownProviders = ["github", "circleci", "buildkite", "jenkins"];

function fits(pattern: readonly string[], path: Path): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return path.length === 0;
  if (first === "**") return path.some((_, at) => fits(rest, path.slice(at))) || rest.length === 0;
  return path.length > 0 && (first === "*" || first === path[0]) && fits(rest, path.slice(1));
}
