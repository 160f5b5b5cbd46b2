import type { TomlTable, TomlValue } from "../../../sdk/import/imported.ts";
import type { Host, InstalledPlugin } from "../../host/host.ts";
import { askImport } from "../../import/ask-import.ts";
import { bodyOf } from "../../output/header.ts";
import type { Both } from "./words/propose.ts";

/**
 * A file in cig's words, as it is rendered and as somebody edited it: jobs of both step by step, new ones as `cig import`
 * says them. Undefined where the importer cannot say them.
 */
export async function askBoth(
  host: Pick<Host, "call">,
  plugin: InstalledPlugin,
  texts: { readonly file: string; readonly rendered: string; readonly edited: string },
  defaultBranch: string,
): Promise<Both | undefined> {
  const { file, rendered, edited } = texts;
  const say = async (text: string): Promise<Said | undefined> => {
    const files = new Map([[file, bodyOf(text)]]);
    const question = { files, defaultBranch, literal: new Set<string>(), whole: new Set<string>() };
    const plain = (await askImport(host, plugin, question)).value?.config;
    const literal = new Set(Object.keys((plain?.jobs ?? {}) as TomlTable));
    const stepwise = (await askImport(host, plugin, { ...question, literal })).value?.config;
    return plain && stepwise && { plain, stepwise };
  };
  const [before, after] = await Promise.all([say(rendered), say(edited)]);
  if (!before || !after) return undefined;
  const old = jobsOf(before.stepwise);
  const wholly = new Set(
    [before, after].flatMap(({ stepwise }) =>
      Object.entries(jobsOf(stepwise)).flatMap(([id, job]) =>
        Object.hasOwn(old, id) && isStepwise(job) ? [] : [id],
      ),
    ),
  );
  const mixed = ({ plain, stepwise }: Said): TomlTable => {
    const jobs = Object.entries(jobsOf(stepwise)).map(([id, job]) => [
      id,
      wholly.has(id) ? (aloneIn(plain, id) ?? job) : job,
    ]);
    return { ...stepwise, jobs: Object.fromEntries(jobs) as TomlTable };
  };
  const provider = plugin.name.slice(plugin.name.indexOf("/") + 1);
  return { file, provider, before: mixed(before), after: mixed(after) };
}

/** A file in cig's words. */
interface Said {
  /** As `cig import` says it. */
  readonly plain: TomlTable;
  /** Step by step, what cig would know as a toolchain or a cache, too. */
  readonly stepwise: TomlTable;
}

function jobsOf({ jobs }: TomlTable): TomlTable {
  return (jobs ?? {}) as TomlTable;
}

/** A job as `cig import` says it, unless it names a cache: what is adopted of a job has no `[caches]` beside it. */
function aloneIn(plain: TomlTable, id: string): TomlValue | undefined {
  const job = jobsOf(plain)[id] as TomlTable | undefined;
  const steps = Array.isArray(job?.steps) ? job.steps : [];
  const namesCache = steps.some((step) =>
    ["cache", "restore", "save"].some((key) => Object.hasOwn(step as TomlTable, key)),
  );
  return namesCache ? undefined : job;
}

/** An importer may keep what a job does wholly in the escape hatch instead. */
function isStepwise(job: TomlValue): boolean {
  const hatches = Object.values(((job as TomlTable).provider ?? {}) as TomlTable);
  return !hatches.some((hatch) =>
    ["command", "commands", "steps"].some((key) => Object.hasOwn(hatch as TomlTable, key)),
  );
}
