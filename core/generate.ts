import { create } from "@bufbuild/protobuf";
import { GenerateRequestSchema } from "../proto/gen/cig/plugin/v1/plugin_pb.ts";
import type { Output } from "../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Diagnostic } from "./diagnostic/diagnostic.ts";
import { diagnosticsOf } from "./diagnostic/from-plugin.ts";
import { checkFragmentPaths } from "./host/fragment-paths.ts";
import type { Host, InstalledPlugin } from "./host/host.ts";
import type { OwnedFragment } from "./merge/merge.ts";

/** What the owners of the outputs wrote. */
export interface Generated {
  readonly fragments: readonly OwnedFragment[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Asks the owner of each output for its fragments; those outside its declared outputs are refused. */
export async function generate(
  host: Host,
  outputs: readonly Output[],
  coreVersion: string,
): Promise<Generated> {
  const owners = host.plugins.filter((plugin) => outputsOf(plugin, outputs).length > 0);
  const answers = await Promise.all(
    owners.map((plugin) => askOne(host, plugin, outputsOf(plugin, outputs), coreVersion)),
  );
  return {
    fragments: answers.flatMap((answer) => answer.fragments),
    diagnostics: answers.flatMap((answer) => answer.diagnostics),
  };
}

function outputsOf(plugin: InstalledPlugin, outputs: readonly Output[]): Output[] {
  if (!plugin.manifest.hooks.includes("generate")) return [];
  return outputs.filter((output) => plugin.manifest.capabilities.includes(`provider:${output.provider}`));
}

async function askOne(
  host: Host,
  plugin: InstalledPlugin,
  outputs: Output[],
  coreVersion: string,
): Promise<Generated> {
  const answer = await host.call(plugin, "generate", create(GenerateRequestSchema, { outputs, coreVersion }));
  if (!answer.ok) return { fragments: [], diagnostics: [answer.diagnostic] };
  const { fragments, diagnostics } = answer.response;
  const refused = checkFragmentPaths(plugin, fragments);
  return {
    fragments: refused.length > 0 ? [] : fragments.map((fragment) => ({ plugin: plugin.name, fragment })),
    diagnostics: [...diagnosticsOf(diagnostics, plugin.name), ...refused],
  };
}
