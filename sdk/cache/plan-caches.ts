import type { MessageInitShape } from "@bufbuild/protobuf";
import type { PlanRequest, PlanResponseSchema } from "../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { type Use, UseKind } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import {
  type Cache,
  CacheMode,
  CacheSave,
  type StepSchema,
} from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { Function as Fn, type NamedText } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { cacheVariables } from "./cache-variables.ts";
import { type CacheRemark, cacheRemark } from "./remarks.ts";
import { restoreScript, saveScript } from "./scripts.ts";

/** A place for caches, as a plugin describes it. */
export interface CacheBackend {
  /** What its codes of diagnostics begin with: "S3". */
  readonly codes: string;
  /** What people call it in the log: "S3". */
  readonly title: string;
  /**
   * Lines of bash that define, for names of objects that hold nothing but letters, digits and `._-/`:
   * `cache_ready` fails and says why where the machine lacks something; `cache_list BEGINNING` writes a line
   * "<time><tab><name>" for each object that begins so, and fails where it cannot ask; `cache_get NAME FILE` where the
   * use restores, `cache_put FILE NAME` where it saves. They find the variables of `variables`, and a folder of their own in `$temp`.
   */
  functions(use: Use): readonly string[];
  /** For the functions; run-time values reach a script in no other way. */
  variables(use: Use): readonly NamedText[];
  /** What is wrong with the inputs. */
  check(use: Use): readonly CacheRemark[];
}

/**
 * The hook `plan` of a backend: answers each half of a cache's use with a step of bash. What cannot be had, asked or
 * kept is told in the log, and never fails the job.
 */
export function planCaches(backend: CacheBackend) {
  return ({ uses, project }: PlanRequest): MessageInitShape<typeof PlanResponseSchema> => {
    const remarks = uses.flatMap((use) => remarksOn(backend, use));
    const resources = uses.flatMap((use) => {
      const cache = use.kind === UseKind.CACHE ? use.cache?.cache : undefined;
      if (!cache) return [];
      const steps = [stepFor(backend, use, cache, project?.defaultBranch || "main")];
      return { id: use.id, kind: { case: "expansion" as const, value: { use: use.id, steps } } };
    });
    return { resources, diagnostics: onceEach(remarks) };
  };
}

function stepFor(
  backend: CacheBackend,
  use: Use,
  cache: Cache,
  defaultBranch: string,
): MessageInitShape<typeof StepSchema> {
  const saves = use.cache!.mode === CacheMode.SAVE;
  const functions = backend.functions(use);
  const script = saves ? saveScript(functions, cache.save) : restoreScript(functions);
  const isAlways = saves && cache.save === CacheSave.ALWAYS;
  return {
    name: `${saves ? "Save" : "Restore"} the ${cache.name || cache.id} cache (${backend.title})`,
    shell: "bash",
    env: [...cacheVariables(use, cache, defaultBranch), ...backend.variables(use)],
    kind: { case: "run", value: { script } },
    ...(isAlways && {
      condition: { kind: { case: "call" as const, value: { function: Fn.ALWAYS, arguments: [] } } },
    }),
  };
}

function remarksOn(backend: CacheBackend, use: Use): readonly CacheRemark[] {
  const cache = use.kind === UseKind.CACHE ? use.cache?.cache : undefined;
  if (!cache) {
    const message = `${use.name} keeps caches, and is no step, package or service of "${use.job}".`;
    return [
      cacheRemark(backend.codes, "202", use, message, 'Name it where caches lie: [project] cache = "…".'),
    ];
  }
  const pattern = cache.paths.find((path) => /[*?[\]{}\n]|^!/.test(path));
  const remarks = [...backend.check(use)];
  if (pattern !== undefined) {
    const message = `${backend.title} keeps whole folders and files, and takes no pattern such as "${pattern}".`;
    remarks.push(cacheRemark(backend.codes, "201", use, message, "Name the folder that holds the files."));
  }
  return remarks;
}

function onceEach(remarks: readonly CacheRemark[]): CacheRemark[] {
  return [...new Map(remarks.map((each) => [JSON.stringify(each), each])).values()];
}
