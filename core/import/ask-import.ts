import { create } from "@bufbuild/protobuf";
import { RepositoryFileSchema } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import {
  ImportRequestSchema,
  ResidueKind,
  type ImportedComment as WireComment,
  type Residue as WireResidue,
} from "../../proto/gen/cig/plugin/v1/import_pb.ts";
import type { Imported, ImportedComment, Residue } from "../../sdk/import/imported.ts";
import { byCodeUnit } from "../compare.ts";
import { hasErrors, type Result } from "../diagnostic/diagnostic.ts";
import { diagnosticsOf } from "../diagnostic/from-plugin.ts";
import type { Host, InstalledPlugin } from "../host/host.ts";
import { tableOf } from "./from-value.ts";

/** Texts by path. */
export type Files = ReadonlyMap<string, string>;

/** What an importer is asked. */
export interface Question {
  readonly files: Files;
  readonly defaultBranch: string;
  /** Jobs that are to be carried word by word. */
  readonly literal: ReadonlySet<string>;
  /** Of those, jobs that are to be kept wholly in the escape hatch. */
  readonly whole: ReadonlySet<string>;
}

/** Asks a plugin to say the files in cig.toml. Without jobs there was nothing to import. */
export async function askImport(
  host: Pick<Host, "call">,
  plugin: InstalledPlugin,
  { files, defaultBranch, literal, whole }: Question,
): Promise<Result<Imported>> {
  const request = create(ImportRequestSchema, {
    files: filesMessage(files),
    defaultBranch,
    literal: [...literal].sort(byCodeUnit),
    whole: [...whole].sort(byCodeUnit),
  });
  const answer = await host.call(plugin, "import", request);
  if (!answer.ok) return { diagnostics: [answer.diagnostic] };
  const { config, comments, residue, diagnostics: remarks } = answer.response;
  const diagnostics = diagnosticsOf(remarks, plugin.name);
  if (!config || hasErrors(diagnostics)) return { diagnostics };
  const value: Imported = {
    config: tableOf(config),
    comments: comments.map(commentOf),
    residue: residue.map(residueOf).sort(byPlace),
  };
  return { value, diagnostics };
}

export function filesMessage(files: Files) {
  return [...files]
    .map(([path, text]) => create(RepositoryFileSchema, { path, content: Buffer.from(text) }))
    .sort((a, b) => byCodeUnit(a.path, b.path));
}

/** On the wire an index is its digits. */
function commentOf({ path, lines }: WireComment): ImportedComment {
  return { path, lines };
}

const kinds: Readonly<Record<ResidueKind, Residue["kind"]>> = {
  [ResidueKind.UNSPECIFIED]: "lost",
  [ResidueKind.LOST]: "lost",
  [ResidueKind.CHANGED]: "changed",
  [ResidueKind.HATCH]: "hatch",
};

function residueOf({ file, line, job, what, why, kind }: WireResidue): Residue {
  return { file, line, job, what, why, kind: kinds[kind] ?? "lost" };
}

function byPlace(a: Residue, b: Residue): number {
  return byCodeUnit(a.file, b.file) || a.line - b.line || byCodeUnit(a.what, b.what);
}
