import type { TomlTable, TomlValue } from "cig/sdk/import";
import { legalId } from "../model/ids.ts";
import { machineOf } from "../model/machine.ts";
import type { Cache, Pipeline } from "../model/pipeline.ts";

/** What several jobs have in common gets one name. */
export interface SharedNames {
  /** Of each job, in the order of its caches. */
  readonly caches: ReadonlyMap<
    string,
    readonly { readonly id: string; readonly table: TomlTable; readonly cache: Cache }[]
  >;
  /** Of the jobs that name a machine: the name and what it stands for. */
  readonly runners: ReadonlyMap<string, readonly [string, TomlTable][]>;
}

export function namesOf({ jobs }: Pipeline): SharedNames {
  const caches = new Naming();
  const runners = new Naming();
  return {
    caches: new Map(
      jobs.map((job) => [
        job.id,
        job.caches.map((cache) => {
          const table = cacheTable(cache);
          return { id: caches.idOf(cache.id, table), table, cache };
        }),
      ]),
    ),
    runners: new Map(
      jobs.flatMap((job) => {
        const { os, arch, labels } = machineOf(job.tags);
        if (labels.length === 0 || labels.some((label) => label.includes("{{"))) return [];
        const table: TomlTable = {
          ...(os !== "linux" && { os }),
          arch,
          github: { "runs-on": labels.length === 1 ? labels[0]! : [...labels] },
        };
        return [[job.id, [[runners.idOf(legalId(labels.join("-")), table), table]]] as const];
      }),
    ),
  };
}

function cacheTable({ paths, key, files, fallback, save }: Cache): TomlTable {
  return {
    paths: [...paths],
    key_parts: [...(key === "" ? [] : [key]), ...files],
    restore_keys: fallback.length > 0 ? [...fallback] : false,
    ...(save === "always" && { save }),
  };
}

/** Gives the same thing the same name, and another one another. */
class Naming {
  private readonly taken = new Map<string, string>();

  idOf(wanted: string, value: TomlValue): string {
    const text = JSON.stringify(value);
    let id = wanted;
    for (let count = 2; this.taken.has(id) && this.taken.get(id) !== text; count++) id = `${wanted}-${count}`;
    this.taken.set(id, text);
    return id;
  }
}
