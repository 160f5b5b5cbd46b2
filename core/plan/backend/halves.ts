import { create } from "@bufbuild/protobuf";
import {
  CacheWishSchema,
  type Input,
  UseKind,
  UseSchema,
} from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import {
  type Cache,
  CacheMode,
  CacheSave,
  type CacheUse,
  type Job,
  type Step,
} from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import type { InstalledPlugin } from "../../host/host.ts";
import type { Context } from "../context.ts";
import { axisNames } from "../job/matrix.ts";
import { planInputs } from "../module/module-inputs.ts";
import type { PlannedUse } from "../module/uses.ts";
import { resolverFor } from "../resolver.ts";
import type { Choice } from "./chosen.ts";

/** A half of a step that uses a cache, as a use of the plugin that keeps it. */
export interface Half {
  readonly step: Step;
  /** False: where the step stands. True: when all else is done. */
  readonly isAtEnd: boolean;
  readonly choice: Choice;
  readonly planned: PlannedUse;
}

/** The halves of a step: to restore, to save, or both; the second is due at the end of the job. */
export function halvesOf(
  context: Context,
  job: Job,
  step: Step,
  cache: Cache,
  choice: Choice,
  plugin: InstalledPlugin,
): Half[] {
  const inputs = inputsOf(context, choice, plugin);
  if (!inputs) return [];
  const { mode } = step.kind.value as CacheUse;
  const isBoth = mode !== CacheMode.RESTORE && mode !== CacheMode.SAVE;
  const wanted = isBoth ? [CacheMode.RESTORE, CacheMode.SAVE] : [mode];
  return wanted
    .filter((half) => half === CacheMode.RESTORE || cache.save !== CacheSave.NEVER)
    .map((half) => ({
      step,
      isAtEnd: isBoth && half === CacheMode.SAVE,
      choice,
      planned: {
        plugin,
        subject: step.subject,
        use: toUse(job, { ...cache, backend: choice.backend }, half, inputs, plugin),
      },
    }));
}

function toUse(job: Job, cache: Cache, mode: CacheMode, inputs: readonly Input[], plugin: InstalledPlugin) {
  return create(UseSchema, {
    id: `${job.id}/caches/${cache.id}/${mode === CacheMode.SAVE ? "save" : "restore"}`,
    job: job.id,
    kind: UseKind.CACHE,
    name: plugin.name,
    inputs: [...inputs],
    workingDirectory: job.workingDirectory,
    os: job.runner?.os ?? "",
    axes: axisNames(job.matrix),
    inContainer: job.image !== undefined,
    cache: create(CacheWishSchema, { cache, mode, ...(job.image?.image && { image: job.image.image }) }),
  });
}

/** Undefined where something that the plugin needs is missing, which is reported. */
function inputsOf(
  context: Context,
  { backend, subject }: Choice,
  plugin: InstalledPlugin,
): Input[] | undefined {
  const table = Object.hasOwn(context.schema.backends ?? {}, backend)
    ? context.schema.backends![backend]!
    : undefined;
  const missing = requiredOf(plugin).filter((name) => !Object.hasOwn(table?.with ?? {}, name));
  if (missing.length > 0) {
    context.report(incomplete(backend, plugin, missing, table ? ["backends", backend] : subject));
    return undefined;
  }
  return planInputs(context, resolverFor(context, {}), plugin, table?.with ?? {}, [
    "backends",
    backend,
    "with",
  ]);
}

function requiredOf({ manifest }: InstalledPlugin): string[] {
  return Object.entries(manifest.inputs).flatMap(([name, { optional, default: usual }]) =>
    optional || usual !== undefined ? [] : [name],
  );
}

function incomplete(
  backend: string,
  plugin: InstalledPlugin,
  missing: readonly string[],
  subject: Choice["subject"],
) {
  const names = missing.map((name) => `"${name}"`).join(" and ");
  const rows = missing.map((name) => `${name} = "…"`).join(", ");
  return diagnose(
    "CIG105",
    `The backend "${backend}" does not say where it is: ${plugin.name} needs ${names}.`,
    {
      hint: `Write\n  [backends.${/^[\w-]+$/.test(backend) ? backend : JSON.stringify(backend)}]\n  with = { ${rows} }`,
      subject,
    },
  );
}
