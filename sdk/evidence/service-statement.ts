import type { MessageInitShape } from "@bufbuild/protobuf";
import { type DiagnosticSchema, Level } from "../../proto/gen/cig/plugin/v1/diagnostic_pb.ts";
import type { FactSchema } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import type { ComposeImage } from "./compose.ts";
import { folderOf, nameOf } from "./file.ts";
import type { ServiceKind } from "./service-kind.ts";
import { byCodeUnit, isSameLine, standingOf } from "./versions.ts";

/** A place that names the service, with its version when it states one. A lower rank has more weight. */
export interface Statement {
  readonly version?: string;
  readonly image?: string;
  readonly file: string;
  readonly line: number;
  readonly rank: number;
}

export const nestedRank = 5;

/** Tests' own compose files, plain ones, overrides, version managers, dev containers, other folders, production. */
export function rankOf(path: string): number {
  const name = nameOf(path).toLowerCase();
  if (/(^|[._-])(prod|production|deploy|release|staging)([._-]|$)/.test(name)) return 6;
  const folder = folderOf(path);
  if (folder === ".devcontainer") return 4;
  if (folder !== "" && folder !== ".config") return nestedRank;
  if (!name.includes("compose")) return 3;
  if (/[._-](test|tests|ci)[._-]/.test(name)) return 0;
  return /^(docker-)?compose\.ya?ml$/.test(name) ? 1 : 2;
}

/** True for a compose file among those that explain how to deploy: `docker/`, `deploy/compose/`, `contrib/`. */
export function isDeployment(path: string): boolean {
  return folderOf(path)
    .toLowerCase()
    .split("/")
    .some((folder) => deploymentFolders.has(folder));
}

const deploymentFolders = new Set(
  "contrib deploy deployment deployments docker hosting infra infrastructure install ops production self-host".split(
    " ",
  ),
);

export function statementOf(kind: ServiceKind, { image, file, line }: ComposeImage): Statement[] {
  const read = kind.readImage(image);
  if (!read) return [];
  return [
    {
      file,
      line,
      rank: rankOf(file),
      ...(read.version !== undefined && { version: read.version }),
      ...(read.isSpecial && !image.text.includes("$") && { image: image.text }),
    },
  ];
}

/** What the statements come to. */
export interface Decision {
  /** The statement that gave the version. */
  readonly decider?: Statement;
  readonly facts: MessageInitShape<typeof FactSchema>[];
  readonly diagnostics: MessageInitShape<typeof DiagnosticSchema>[];
}

/** The statement of the best rank decides. Where statements of that rank differ, none does. */
export function decideVersion(kind: ServiceKind, all: readonly Statement[]): Decision {
  const stated = all
    .filter((statement) => statement.version !== undefined)
    .sort((a, b) => a.rank - b.rank || byCodeUnit(a.file, b.file) || a.line - b.line);
  const decider = stated[0];
  if (!decider) return { facts: [], diagnostics: [] };
  const peers = stated.filter(({ rank }) => rank === decider.rank);
  const others = stated.filter((other) => !isSameLine(other.version!, decider.version!));
  if (others.some(({ rank }) => rank === decider.rank)) return undecided(kind, peers);
  const precise = peers.reduce(
    (best, { version }) => (version!.length > best.length ? version! : best),
    decider.version!,
  );
  const agreeing = stated.filter((statement) => !others.includes(statement));
  return {
    decider,
    facts: [
      {
        key: `service.${kind.name}.version`,
        value: precise,
        evidence: agreeing.map(({ file, line }) => ({ file, line })),
        confidence: decider.rank < nestedRank ? 1 : isDeployment(decider.file) ? 0.5 : 0.7,
      },
    ],
    diagnostics: conflict(
      kind,
      decider,
      others.filter(({ rank }) => rank < nestedRank),
    ),
  };
}

function undecided(kind: ServiceKind, peers: readonly Statement[]): Decision {
  const diagnostic = {
    level: peers[0]!.rank >= nestedRank ? Level.INFO : Level.WARNING,
    code: `${kind.codes}102`,
    title: `Several versions of ${kind.title} are stated`,
    message: `${sentence(peers)} None of them has more weight, so no version of ${kind.title} is taken from them.`,
    hint: `Say which one a job needs: services = { ${kind.name} = "${peers[0]!.version}" }.`,
    location: { file: peers[0]!.file, line: peers[0]!.line },
  };
  return { facts: [], diagnostics: [diagnostic] };
}

function conflict(kind: ServiceKind, decider: Statement, others: readonly Statement[]) {
  if (others.length === 0) return [];
  return [
    {
      level: Level.WARNING,
      code: `${kind.codes}103`,
      title: `Files disagree about the version of ${kind.title}`,
      message: `${sentence([decider, ...others])} ${decider.version} is used, because ${decider.file} has more weight.`,
      hint: `Make the files agree, or state the version in cig.toml: services = { ${kind.name} = "${decider.version}" }.`,
      location: { file: others[0]!.file, line: others[0]!.line },
    },
  ];
}

function sentence(statements: readonly Statement[]): string {
  return `${statements.map((at) => `${standingOf(at)} says ${at.version}`).join(", ")}.`;
}

/**
 * The image itself is a fact where a plain one would lack what the repository needs (PostGIS, pgvector, …). In a folder
 * below, where it is a guess, one without a version is none: it would run with whatever is the newest.
 */
export function imageFact(
  kind: ServiceKind,
  images: readonly Statement[],
  decider: Statement | undefined,
): MessageInitShape<typeof FactSchema>[] {
  const ranked = images.filter(({ rank }) => rank < 6).sort((a, b) => a.rank - b.rank);
  const best = decider?.image ? decider : ranked[0];
  if (!best?.image || ranked.some((other) => other.rank === best.rank && other.image !== best.image))
    return [];
  const { image, file, line, rank } = best;
  if (rank >= nestedRank && !/[:@](?!latest$)[^:/@]+$/.test(image)) return [];
  return [
    {
      key: `service.${kind.name}.image`,
      value: image,
      evidence: [{ file, line }],
      confidence: rank >= nestedRank ? 0.6 : 0.9,
    },
  ];
}
