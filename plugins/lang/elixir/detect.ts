import {
  brokenToolFiles,
  type DetectRequest,
  type DetectResponseSchema,
  type FactKeys,
  type FactSchema,
  type FileIndex,
  factAt,
  factKeys,
  indexFiles,
  joinPath,
  type MessageInitShape,
  type SettledVersion,
  type ToolStatement,
} from "cig/sdk";
import { readFrameworks } from "./frameworks.ts";
import { type MixProject, readMixProject } from "./mix-project.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { findRoots, type Root } from "./roots.ts";
import { readScripts } from "./scripts.ts";
import { type BeamVersions, readBeamVersions } from "./version-facts.ts";

type Fact = MessageInitShape<typeof FactSchema>;

/** Says what the repository states about Elixir: per root its versions, lock file, applications and tasks. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = await indexFiles(request.files);
  const told = findRoots(files).map((root) => aboutRoot(files, root));
  const facts = told.flatMap((part) => part.facts);
  return {
    facts,
    signals: facts.length > 0 ? ["elixir_detected"] : [],
    diagnostics: told.flatMap((part) => part.remarks),
  };
}

interface Told {
  readonly facts: readonly Fact[];
  readonly remarks: readonly Remark[];
}

function aboutRoot(files: FileIndex, root: Root): Told {
  const { directory, project } = root;
  const versions = readBeamVersions(files, directory, project);
  // Erlang alone may serve another language.
  if (!project && !versions.elixir.version) return { facts: [], remarks: [] };
  return {
    facts: [
      ...versionFacts(versions, directory),
      ...(project ? projectFacts(files, root, project) : []),
      ...root.members.flatMap((member) => aboutMember(files, member)),
    ],
    remarks: [...brokenToolFiles(files, directory).map(unreadable), ...versions.remarks],
  };
}

function versionFacts({ elixir, otp, fromImage }: BeamVersions, directory: string): Fact[] {
  return [
    ...toolFacts(factKeys("elixir", directory), elixir, fromImage.elixir),
    ...toolFacts(factKeys("erlang", directory), otp, fromImage.otp),
  ];
}

function toolFacts(key: FactKeys, settled: SettledVersion, image: ToolStatement | undefined): Fact[] {
  const { version, constraint } = settled;
  const source = version?.[0] ?? image ?? constraint?.[0];
  return [
    ...(version ? [factAt(key.own("version"), version[0]!.value, 1, version)] : []),
    ...(image ? [factAt(key.own("version"), image.value, 0.6, [image])] : []),
    ...(constraint ? [factAt(key.own("version.constraint"), constraint[0]!.value, 1, constraint)] : []),
    ...(source ? [factAt(key.own("source"), source.file, 1, [source])] : []),
  ];
}

function projectFacts(files: FileIndex, { directory, members }: Root, project: MixProject): Fact[] {
  const key = factKeys("elixir", directory);
  const whole = [{ file: project.file, line: 0 }];
  const lockfile = joinPath(directory, "mix.lock");
  const { apps } = project;
  return [
    factAt(key.own("root"), directory, 1, whole),
    factAt(key.own("package_manager"), "mix", 1, whole),
    ...(files.has(lockfile) ? [factAt(key.own("lockfile"), lockfile, 1, [{ file: lockfile, line: 0 }])] : []),
    ...(apps && members.length > 0
      ? [
          factAt(key.shared("workspace.members"), `${apps.value}/*`, 1, [
            { file: project.file, line: apps.line },
          ]),
        ]
      : []),
    ...taskFacts(
      files,
      project,
      key,
      members.flatMap((member) => readMixProject(files, member) ?? []),
    ),
    ...frameworkFacts(files, project, key),
  ];
}

function taskFacts(
  files: FileIndex,
  project: MixProject,
  key: FactKeys,
  applications: readonly MixProject[] = [],
): Fact[] {
  return readScripts(files, project, applications).map(({ task, command, confidence, file, line }) =>
    factAt(key.shared(`script.${task}`), command, confidence, [{ file, line }]),
  );
}

function frameworkFacts(files: FileIndex, project: MixProject, key: FactKeys): Fact[] {
  return readFrameworks(files, project).map(({ name, value, isRange, file, line }) =>
    factAt(key.shared(`framework.${name}.version${isRange ? ".constraint" : ""}`), value, 1, [
      { file, line },
    ]),
  );
}

/** An umbrella's application is built with its root; what can be its own are a requirement, tasks and a framework. */
function aboutMember(files: FileIndex, member: string): Fact[] {
  const project = readMixProject(files, member);
  if (!project) return [];
  const key = factKeys("elixir", member);
  return [
    factAt(key.own("root"), member, 1, [{ file: project.file, line: 0 }]),
    ...versionFacts(readBeamVersions(files, member, project), member),
    ...taskFacts(files, project, key),
    ...frameworkFacts(files, project, key),
  ];
}

function unreadable({ file, line, reason }: { file: string; line: number; reason: string }): Remark {
  const message = `"${file}" does not count, because it is not valid TOML: ${reason}.`;
  return remarkAt("EX101", file, line, message, "Correct the file.");
}
