import { create } from "@bufbuild/protobuf";
import { type Runner, RunnerSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Context } from "../context.ts";
import { toProviderOptions } from "../output/provider-options.ts";
import { archOfLabel, osOfLabel, usualArch } from "./processor.ts";
import { isSharedLabel } from "./shared-label.ts";

/** A runner of [runners], or one that a provider knows by this label. */
export function runnerNamed(context: Context, id: string): Runner {
  const runner = Object.hasOwn(context.schema.runners ?? {}, id) ? context.schema.runners![id] : undefined;
  if (!runner) return create(RunnerSchema, { id, os: osOfLabel(id), arch: archOfLabel(id) });
  const { os = "linux", arch = usualArch(os), cache, uses, with: given, launcher, ...options } = runner;
  return create(RunnerSchema, { id, os, arch, providerOptions: toProviderOptions(options) });
}

/** True for "", which leaves it to the provider, for labels that providers share, and for what [runners] describes. */
export function isKnownRunner(context: Context, { id }: Runner): boolean {
  return id === "" || isSharedLabel(id) || Object.hasOwn(context.schema.runners ?? {}, id);
}
