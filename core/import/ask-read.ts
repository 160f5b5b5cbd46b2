import { create } from "@bufbuild/protobuf";
import { ReadRequestSchema } from "../../proto/gen/cig/plugin/v1/import_pb.ts";
import { tableFromMessage } from "../../sdk/table/message/from-message.ts";
import type { JobTable } from "../../sdk/table/table.ts";
import type { Result } from "../diagnostic/diagnostic.ts";
import { diagnosticsOf } from "../diagnostic/from-plugin.ts";
import type { Host, InstalledPlugin } from "../host/host.ts";
import { type Files, filesMessage } from "./ask-import.ts";

/** Asks a plugin what files mean. A file that it cannot read is an error; the others are in the table. */
export async function askRead(
  host: Pick<Host, "call">,
  plugin: InstalledPlugin,
  files: Files,
  defaultBranch: string,
): Promise<Result<JobTable>> {
  const request = create(ReadRequestSchema, { files: filesMessage(files), defaultBranch });
  const answer = await host.call(plugin, "read", request);
  if (!answer.ok) return { diagnostics: [answer.diagnostic] };
  const { table, diagnostics: remarks } = answer.response;
  const diagnostics = diagnosticsOf(remarks, plugin.name);
  return table ? { value: tableFromMessage(table), diagnostics } : { diagnostics };
}
