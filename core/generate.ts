import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { GenerateRequestSchema, type PinSchema } from "../proto/gen/cig/plugin/v1/plugin_pb.ts";
import type { Output } from "../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Diagnostic } from "./diagnostic/diagnostic.ts";
import { diagnosticsOf } from "./diagnostic/from-plugin.ts";
import { checkFragmentPaths } from "./host/fragment-paths.ts";
import type { Host, InstalledPlugin } from "./host/host.ts";
import type { ToldPin } from "./lock/used-pins.ts";
import type { OwnedFragment } from "./merge/merge.ts";

/** What the owners of the outputs wrote. */
export interface Generated {
  readonly fragments: readonly OwnedFragment[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the fragments fetch of third parties. */
  readonly pins: readonly ToldPin[];
}

/** What the owners are asked with beside their outputs. */
export interface GenerateOptions {
  readonly coreVersion: string;
  /** What cig.lock holds, sorted. */
  readonly pins: readonly MessageInitShape<typeof PinSchema>[];
}

/** Asks the owner of each output for its fragments; those outside its declared outputs are refused. */
export async function generate(
  host: Host,
  outputs: readonly Output[],
  options: GenerateOptions,
): Promise<Generated> {
  const owners = host.plugins.filter((plugin) => outputsOf(plugin, outputs).length > 0);
  const answers = await Promise.all(
    owners.map((plugin) => askOne(host, plugin, outputsOf(plugin, outputs), options)),
  );
  return {
    fragments: answers.flatMap((answer) => answer.fragments),
    diagnostics: answers.flatMap((answer) => answer.diagnostics),
    pins: answers.flatMap((answer) => answer.pins),
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
  { coreVersion, pins }: GenerateOptions,
): Promise<Generated> {
  const request = create(GenerateRequestSchema, { outputs, coreVersion, pins: [...pins] });
  const answer = await host.call(plugin, "generate", request);
  if (!answer.ok) return { fragments: [], diagnostics: [answer.diagnostic], pins: [] };
  const { fragments, diagnostics, pins: used } = answer.response;
  const refused = checkFragmentPaths(plugin, fragments);
  return {
    fragments: refused.length > 0 ? [] : fragments.map((fragment) => ({ plugin: plugin.name, fragment })),
    diagnostics: [...atWrittenJobs(diagnosticsOf(diagnostics, plugin.name), outputs), ...refused],
    pins: used.map((told) => ({ ...told, provider: outputs[0]!.provider })),
  };
}

/** cig.toml has no job that launches machines: what is said of one is said of the job that it does it for. */
function atWrittenJobs(diagnostics: readonly Diagnostic[], outputs: readonly Output[]): Diagnostic[] {
  const launches = new Map(
    outputs.flatMap(({ jobs }) =>
      jobs.flatMap(({ id, launches }) => (launches === "" ? [] : [[id, launches] as const])),
    ),
  );
  return diagnostics.map((each) => {
    const [section, id = "", ...rest] = each.subject ?? [];
    const job = section === "jobs" ? launches.get(id) : undefined;
    return job === undefined ? each : { ...each, subject: ["jobs", job, ...rest] };
  });
}
