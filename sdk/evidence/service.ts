import type { MessageInitShape } from "@bufbuild/protobuf";
import { type DiagnosticSchema, Level } from "../../proto/gen/cig/plugin/v1/diagnostic_pb.ts";
import type { FactSchema, RepositoryFile } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { composeImages, type Unreadable } from "./compose.ts";
import { type StatedDependency, statedDependencies } from "./dependencies.ts";
import { folderOf, nameOf, sortedFiles, textOfFile } from "./file.ts";
import type { ServiceKind } from "./service-kind.ts";
import {
  decideVersion,
  imageFact,
  isDeployment,
  nestedRank,
  rankOf,
  type Statement,
  statementOf,
} from "./service-statement.ts";
import { miseVersion, toolVersion } from "./tool-versions.ts";
import { byCodeUnit, standingOf } from "./versions.ts";

/** Evidence of a kind's own that the service is used. */
export interface ServiceUse {
  readonly file: string;
  readonly line: number;
  readonly confidence: number;
}

/** What else the caller found out from files that only this kind of service has. */
export interface OwnEvidence {
  readonly uses: readonly ServiceUse[];
  /** False for a dependency whose application is known to test against something else. */
  isNeeded(dependency: StatedDependency): boolean;
}

/** Facts and remarks about a service, from compose files, version managers' files and dependencies. */
export interface ServiceEvidence {
  readonly facts: MessageInitShape<typeof FactSchema>[];
  readonly diagnostics: MessageInitShape<typeof DiagnosticSchema>[];
}

/**
 * Finds out whether the repository uses a service, and which version it states. Only what is stated becomes a fact:
 * `latest`, a digest alone and a variable without a default name no version.
 */
export async function serviceEvidence(
  kind: ServiceKind,
  unsorted: readonly RepositoryFile[],
  own: OwnEvidence = { uses: [], isNeeded: () => true },
): Promise<ServiceEvidence> {
  const files = sortedFiles(unsorted);
  const compose = await composeImages(files);
  const managers = await managedVersions(kind, files);
  const images = compose.images.flatMap((found) => statementOf(kind, found));
  const stated = await statedDependencies(files);
  const dependencies = stated.filter(own.isNeeded);
  const uses = [
    ...own.uses,
    ...images.map(({ file, line, rank }) => ({ file, line, confidence: imageConfidence(file, rank) })),
    ...dependencies.flatMap((dependency) => dependencyUse(kind, dependency, stated)),
  ];
  const version = decideVersion(kind, [...images, ...managers.statements]);
  return {
    facts: [...usedFact(kind, uses), ...version.facts, ...imageFact(kind, images, version.decider)],
    diagnostics: [
      ...[...compose.unreadable, ...managers.unreadable].map((file) => unreadable(kind, file)),
      ...version.diagnostics,
    ],
  };
}

/** Compose files of deployments show one way to run a released image, not what its tests need. */
function imageConfidence(file: string, rank: number): number {
  if (rank < nestedRank) return 0.9;
  return rank > nestedRank || isDeployment(file) ? 0.5 : 0.7;
}

function dependencyUse(
  kind: ServiceKind,
  { ecosystem, name, file, line, isDev, isChoice }: StatedDependency,
  all: readonly StatedDependency[],
): ServiceUse[] {
  const isStrong = kind.packages[ecosystem]?.includes(name);
  const isWeak = !isDev && kind.weakPackages?.[ecosystem]?.includes(name);
  if (!isStrong && !isWeak) return [];
  if (isChoice) return [{ file, line, confidence: 0.5 }];
  const rivals = kind.rivals?.[ecosystem] ?? [];
  const isOneOfSeveral = all.some((other) => other.file === file && rivals.includes(other.name));
  if (!isStrong || isDev || isOneOfSeveral || isLibrary(file)) return [{ file, line, confidence: 0.5 }];
  return [{ file, line, confidence: folderOf(file) === "" ? 0.8 : 0.7 }];
}

/** Packages that others are to install, each perhaps for a server of its own. */
function isLibrary(file: string): boolean {
  return /^(adapters|connectors|contrib|drivers|integrations|libs?|packages|plugins)\//.test(file);
}

async function managedVersions(kind: ServiceKind, files: readonly RepositoryFile[]) {
  const statements: Statement[] = [];
  const unreadable: Unreadable[] = [];
  for (const file of files) {
    const name = nameOf(file.path);
    if (!/^(\.tool-versions|\.?mise\.toml)$/.test(name) && file.path !== ".config/mise.toml") continue;
    const text = textOfFile(file);
    if (text === undefined) continue;
    try {
      const stated = name.endsWith(".toml")
        ? await miseVersion(text, kind.tools)
        : toolVersion(text, kind.tools);
      if (stated) statements.push({ ...stated, file: file.path, rank: rankOf(file.path) });
    } catch (error) {
      unreadable.push({ file: file.path, ...tomlError(error) });
    }
  }
  return { statements, unreadable };
}

/** Line and reason of an error of the TOML parser. */
export function tomlError(error: unknown): { line: number; reason: string } {
  const line = typeof error === "object" && error !== null && "line" in error ? Number(error.line) : 0;
  const message = error instanceof Error ? error.message.split("\n", 1)[0]! : String(error);
  return { line: Number.isInteger(line) ? line : 0, reason: message };
}

function usedFact(kind: ServiceKind, uses: readonly ServiceUse[]): MessageInitShape<typeof FactSchema>[] {
  if (uses.length === 0) return [];
  const sorted = [...uses].sort(
    (a, b) => b.confidence - a.confidence || byCodeUnit(a.file, b.file) || a.line - b.line,
  );
  const places = new Map(sorted.map(({ file, line }) => [`${file}:${line}`, { file, line }]));
  return [
    {
      key: `service.${kind.name}`,
      value: "used",
      evidence: [...places.values()],
      confidence: sorted[0]!.confidence,
    },
  ];
}

function unreadable(kind: ServiceKind, { file, line, reason }: Unreadable) {
  return {
    level: Level.WARNING,
    code: `${kind.codes}101`,
    title: "A file cannot be read",
    message: `${standingOf({ file, line })} says nothing about ${kind.title}: ${reason}.`,
    hint: `Mend the file, or leave it out with ignore = ["${file}"] under [detect].`,
    location: { file, line },
  };
}
