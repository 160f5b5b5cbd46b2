import { create } from "@bufbuild/protobuf";
import { RenderedFileSchema, ValidateRequestSchema } from "../proto/gen/cig/plugin/v1/plugin_pb.ts";
import type { Output } from "../proto/gen/cig/plugin/v1/project_pb.ts";
import type { ValueTable } from "../proto/gen/cig/plugin/v1/value_pb.ts";
import type { Diagnostic } from "./diagnostic/diagnostic.ts";
import { diagnosticsOf } from "./diagnostic/from-plugin.ts";
import type { Host, InstalledPlugin } from "./host/host.ts";
import type { MergedFile } from "./merge/merge.ts";

/** Asks every policy about the rendered files and the resources behind them. `policy` is `[policy]` as written. */
export async function validate(
  host: Host,
  files: readonly MergedFile[],
  outputs: readonly Output[],
  policy: ValueTable | undefined,
): Promise<Diagnostic[]> {
  if (files.length === 0) return [];
  const request = create(ValidateRequestSchema, {
    files: files.map(({ path, content }) =>
      create(RenderedFileSchema, { path, content, provider: providerOf(path, outputs) }),
    ),
    outputs: [...outputs],
    ...(policy && { policy }),
  });
  const found = await Promise.all(
    host.plugins.filter(isPolicy).map(async (plugin) => {
      const answer = await host.call(plugin, "validate", request);
      return answer.ok ? diagnosticsOf(answer.response.diagnostics, plugin.name) : [answer.diagnostic];
    }),
  );
  return found.flat();
}

function isPolicy(plugin: InstalledPlugin): boolean {
  return plugin.manifest.hooks.includes("validate");
}

/** A file beside an output (a composite action, say) belongs to the only provider in its folder's tree. */
function providerOf(path: string, outputs: readonly Output[]): string {
  const owner = outputs.find((output) => output.path === path);
  if (owner) return owner.provider;
  const top = path.split("/")[0];
  return outputs.find((output) => output.path.split("/")[0] === top)?.provider ?? "";
}
