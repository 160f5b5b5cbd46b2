import {
  baseImages,
  directoryOf,
  type FileIndex,
  isInside,
  nameOf,
  type ReadStatement,
  type SettledVersion,
  settleVersion,
  type ToolStatement,
  toolStatements,
} from "cig/sdk";
import { type GlobalJson, readGlobalJson } from "./global-json.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import type { Root } from "./roots.ts";
import { compareReleases } from "./target-framework.ts";
import { agree, readVersion, rollForward, satisfies } from "./version.ts";

/** The SDK that a root states, and what Dockerfiles say where no other file does. */
export interface DotnetVersion {
  readonly settled: SettledVersion;
  /** Weak evidence: the image that the program is built in. */
  readonly fromImage?: ToolStatement;
  readonly globalJson?: GlobalJson;
  readonly remarks: readonly Remark[];
}

/**
 * Reads, in the order in which they win: global.json, .tool-versions, mise's files; for ranges the `rollForward` of
 * global.json and then the newest framework that a project is compiled for. The images of Dockerfiles count only when none
 * of the first names a version.
 */
export function readDotnetVersion(files: FileIndex, root: Root): DotnetVersion {
  const { directory } = root;
  const globalJson = readGlobalJson(files, directory);
  const reads: ReadStatement[] = [
    ...(globalJson ? globalStatements(globalJson) : []),
    ...toolStatements(files, directory, ["dotnet", "core:dotnet", "dotnet-core", "dotnet-sdk"]).map(
      (statement) => ({ statement, meaning: readVersion(statement.value) }),
    ),
    ...newestFramework(root),
  ];
  const settled = settleVersion(reads, { title: ".NET", agree, satisfies });
  const image = settled.version ? undefined : fromDockerfiles(files, root, settled);
  return {
    settled,
    ...(image && { fromImage: image }),
    ...(globalJson && { globalJson }),
    remarks: [...brokenRemarks(globalJson), ...remarksOf(settled), ...rangeRemarks(settled, reads)],
  };
}

function globalStatements({ file, version, rollForward: policy }: GlobalJson): ReadStatement[] {
  if (!version) return [];
  const statement = { file, ...version };
  const rolled = rollForward(version.value, policy);
  if (!rolled) return [{ statement, meaning: { kind: "invalid" } }];
  return [
    ...(rolled.version === undefined
      ? []
      : [{ statement, meaning: { kind: "version" as const, value: rolled.version } }]),
    ...(rolled.range === undefined
      ? []
      : [{ statement, meaning: { kind: "constraint" as const, value: rolled.range } }]),
  ];
}

/** An SDK compiles for its own release and for all before it. */
function newestFramework({ projects }: Root): ReadStatement[] {
  const stated = projects
    .flatMap(({ frameworks }) => frameworks)
    .flatMap(({ release, file, line }) => (release === undefined ? [] : [{ value: release, file, line }]));
  const newest = stated
    .map(({ value }) => value)
    .sort(compareReleases)
    .at(-1);
  return stated
    .filter(({ value }) => value === newest)
    .map((statement) => ({ statement, meaning: { kind: "constraint", value: `>=${newest}` } }));
}

/** `mcr.microsoft.com/dotnet/sdk:8.0-alpine`, beside the root's projects; all images must say the same. */
function fromDockerfiles(
  files: FileIndex,
  { directory, projects }: Root,
  { constraint }: SettledVersion,
): ToolStatement | undefined {
  const folders = new Set([directory, ...projects.map((project) => project.directory)]);
  const found = files.paths
    .filter(
      (path) => nameOf(path) === "Dockerfile" && isInside(path, directory) && folders.has(directoryOf(path)),
    )
    .flatMap((file) =>
      baseImages(files.text(file) ?? "").flatMap(({ repository, tag, line }): ToolStatement[] => {
        const isSdk = /^mcr\.microsoft\.com\/dotnet\/(core\/|nightly\/)?sdk$/.test(repository);
        const value = isSdk ? /^\d{1,2}\.\d(\.[1-9]\d\d)?(?=-|$)/.exec(tag ?? "")?.[0] : undefined;
        return value === undefined ? [] : [{ value, file, line }];
      }),
    );
  const [first] = found;
  const isClear =
    first &&
    found.every(({ value }) => agree(value, first.value)) &&
    (!constraint || satisfies(first.value, constraint[0]!.value));
  return isClear ? first : undefined;
}

function brokenRemarks(globalJson: GlobalJson | undefined): Remark[] {
  if (!globalJson?.broken) return [];
  const { file, broken } = globalJson;
  const message = `"${file}" does not count, because it is not valid JSON: ${broken.reason}.`;
  return [remarkAt("DN101", file, broken.line, message, "Correct the file.")];
}

function remarksOf({ disagreements, invalid }: SettledVersion): Remark[] {
  return [
    ...disagreements.map(({ statement, message }) =>
      remarkAt(
        "DN102",
        statement.file,
        statement.line,
        message,
        "Let both say the same, or remove one of them.",
      ),
    ),
    ...invalid.map(({ file, line, value }) =>
      remarkAt(
        "DN104",
        file,
        line,
        `"${file}" says "${value.slice(0, 60)}" where a version of the .NET SDK stands, and no SDK has that number, so it does not count.`,
        'Write the whole number of an SDK, such as "10.0.100". SDKs are numbered from 100 in each line.',
      ),
    ),
  ];
}

/** Where nothing names a version, global.json may still shut out the SDKs that the projects need. */
function rangeRemarks({ version, constraint }: SettledVersion, reads: readonly ReadStatement[]): Remark[] {
  const winner = constraint?.[0];
  if (version || !winner) return [];
  const needed = reads.find(
    ({ meaning }) => meaning.kind === "constraint" && !satisfies(winner.value, meaning.value),
  );
  if (!needed || !("value" in needed.meaning)) return [];
  const { file, line } = needed.statement;
  const message = `"${file}" needs .NET ${needed.meaning.value}, but "${winner.file}" line ${winner.line} allows only ${winner.value}, which wins.`;
  return [remarkAt("DN102", file, line, message, "Let global.json allow an SDK that compiles the project.")];
}
