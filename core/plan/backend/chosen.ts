import type { Cache, Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { available, type Context, type Subject } from "../context.ts";

/** The backend of a cache, and where cig.toml names it. */
export interface Choice {
  readonly backend: string;
  readonly subject: Subject;
}

/**
 * Where a cache of a job lies: in the backend that the cache names, else in that of the job's runner, else in the
 * project's. Undefined: in the provider's own. Variants on runners with different backends are reported, as all variants
 * have the same steps.
 */
export function chosenBackend(context: Context, job: Job, cache: Cache): Choice | undefined {
  const ofRunners = runnersOf(job).map((id) => backendOfRunner(context, id));
  const own = cache.backend === "" ? undefined : ofCache(context, cache);
  const [first] = ofRunners;
  if (!own && ofRunners.some((other) => other?.backend !== first?.backend)) {
    context.report(differentRunners(job, cache));
    return undefined;
  }
  const choice = own ?? first ?? ofProject(context);
  return choice && !isProvidersOwn(context, choice.backend) ? choice : undefined;
}

/** Runners of the variants, else that of the job; "" is the provider's. */
function runnersOf({ runner, variants }: Job): string[] {
  const own = variants.flatMap((variant) => variant.runner ?? []);
  return own.length > 0 ? own.map(({ id }) => id) : [runner?.id ?? ""];
}

function ofCache({ schema }: Context, { id, name, backend }: Cache): Choice {
  const written = [id, name].find((each) => schema.caches?.[each]?.backend === backend);
  return { backend, subject: written === undefined ? [] : ["caches", written, "backend"] };
}

function backendOfRunner({ schema }: Context, id: string): Choice | undefined {
  const backend = Object.hasOwn(schema.runners ?? {}, id) ? schema.runners![id]!.cache : undefined;
  return backend === undefined ? undefined : { backend, subject: ["runners", id, "cache"] };
}

function ofProject({ schema }: Context): Choice | undefined {
  const backend = schema.project?.cache;
  return backend === undefined ? undefined : { backend, subject: ["project", "cache"] };
}

/** What a provider keeps by itself is no matter of a plugin; whether it can, it says itself. */
function isProvidersOwn(context: Context, backend: string): boolean {
  if (Object.hasOwn(context.schema.backends ?? {}, backend)) return false;
  return backend === "native" || available(context, "provider").includes(backend);
}

function differentRunners({ id }: Job, cache: Cache) {
  return diagnose(
    "CIG104",
    `The variants of "${id}" run on runners whose caches lie in different backends, and have the same steps.`,
    {
      hint: `Say where this cache lies: [caches.${cache.name || cache.id}] backend = "…". Or make two jobs of it.`,
      subject: ["jobs", id],
    },
  );
}
