import type { MessageInitShape } from "@bufbuild/protobuf";
import { type DiagnosticSchema, Level } from "../../proto/gen/cig/plugin/v1/diagnostic_pb.ts";
import type { RepositoryFile } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import {
  type ImportRequest,
  type ImportResponseSchema,
  type ReadRequest,
  type ReadResponseSchema,
  ResidueKind,
} from "../../proto/gen/cig/plugin/v1/import_pb.ts";
import { tableToMessage } from "../table/message/to-message.ts";
import type { Reader } from "../table/table.ts";
import type { Importer, Residue } from "./imported.ts";
import { valueTable } from "./value.ts";

/** The code and the title of a plugin's remark: `{ code: "GH028", title: "A file cannot be read" }`. */
export interface UnreadableCode {
  readonly code: string;
  readonly title: string;
}

/** The hook `import` of an importer. */
export function importHook(importer: Importer) {
  return async ({
    files,
    defaultBranch,
    literal,
    whole,
  }: ImportRequest): Promise<MessageInitShape<typeof ImportResponseSchema>> => {
    const { config, comments, residue } = await importer({
      files: textsOf(files),
      defaultBranch: defaultBranch || "main",
      literal: new Set(literal),
      whole: new Set(whole),
    });
    return {
      config: valueTable(config),
      comments: comments.map(({ path, lines }) => ({ path: path.map(String), lines: [...lines] })),
      residue: residue.map((each) => ({ ...each, kind: kindNumbers[each.kind] })),
    };
  };
}

/**
 * The hook `read` of a reader. What it cannot read is a remark, and never ends cig: a file that it names by
 * `options.unreadable` costs that file, an Error the table.
 */
export function readHook(reader: Reader, { code, title }: UnreadableCode) {
  return async ({
    files,
    defaultBranch,
  }: ReadRequest): Promise<MessageInitShape<typeof ReadResponseSchema>> => {
    const diagnostics: MessageInitShape<typeof DiagnosticSchema>[] = [];
    const remark = (message: string, file = "") =>
      diagnostics.push({
        level: Level.ERROR,
        code,
        title,
        message,
        ...(file && { location: { file, line: 1 } }),
      });
    try {
      const table = await reader(textsOf(files), {
        defaultBranch: defaultBranch || "main",
        unreadable: (path, reason) => remark(`"${path}" cannot be read: ${reason}`, path),
      });
      return { table: tableToMessage(table), diagnostics };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      remark(`What the files mean cannot be read: ${reason}`, files.length === 1 ? files[0]!.path : "");
      return { diagnostics };
    }
  };
}

const kindNumbers: Readonly<Record<Residue["kind"], ResidueKind>> = {
  lost: ResidueKind.LOST,
  changed: ResidueKind.CHANGED,
  hatch: ResidueKind.HATCH,
};

function textsOf(files: readonly RepositoryFile[]): Map<string, string> {
  const decoder = new TextDecoder();
  return new Map(files.map(({ path, content }) => [path, decoder.decode(content)]));
}
