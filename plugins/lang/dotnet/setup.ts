import {
  firstFact,
  literalOf,
  nearestRoot,
  readToolInputs,
  reference,
  type ScopedFacts,
  subjectOf,
  systemsOf,
  type Text,
  type ToolInputs,
  text,
  textsInput,
  type Use,
  upwards,
} from "cig/sdk";
import { type Remark, remarkOn } from "./remarks.ts";
import { compareReleases } from "./target-framework.ts";
import { firstLine, lineOf, readVersion } from "./version.ts";

/** Everything that decides what a use becomes. */
export interface Setup {
  readonly use: Use;
  /** Of the SDK: "10.0", "10.0.100", "10.0.1xx". Absent: whatever the machine has. */
  readonly version?: Text;
  /** Lines whose runtimes are needed besides, newest first: "9.0", "8.0". */
  readonly runtimes: readonly string[];
  /** What is restored. Absent: there is nothing, or `install = false`. */
  readonly project?: RestoredProject;
  readonly remarks: readonly Remark[];
}

export interface RestoredProject {
  /** "." or a path: where dotnet runs. */
  readonly root: string;
  /** The solution or the only project, from the top. Absent: there are several projects and no solution. */
  readonly target?: string;
  /** True where packages come by Paket, which is one of the tools. */
  readonly hasPaket: boolean;
  /** A path or a glob; absent where not every project has a lock file. */
  readonly lockfile?: string;
  /** Further files that say what is installed, from the top. */
  readonly files: readonly string[];
}

/**
 * Decides by input, matrix and facts. The version is, in this order: the input `version`, a matrix axis named dotnet,
 * what the working directory or a folder above it states, the line with which the stated range begins. Runtimes are those
 * of the input `runtimes`, else what tests are compiled for.
 */
export function decide(use: Use, facts: ScopedFacts): Setup {
  const inputs = readToolInputs(use);
  const remarks = inputs.problems.map(({ message, hint }) =>
    remarkOn("DN205", subjectOf(use), message, hint),
  );
  const root = nearestRoot(use, facts, "package_manager");
  const directories = [...upwards(use.workingDirectory), ...(root === undefined ? [] : [root])];
  const version = versionFor(use, inputs, facts, directories, remarks);
  const runtimes = runtimesFor(use, version, firstFact(facts, directories, "test_runtimes"), remarks);
  remarks.push(...windowsRemark(use, firstFact(facts, directories, "windows")));
  return {
    use,
    ...(version && { version }),
    runtimes,
    ...(inputs.install && root !== undefined && { project: projectAt(root, facts) }),
    remarks,
  };
}

/** Axes that a person names for the version. */
const axisNames = ["dotnet", "dotnet-version", "dotnet_version", "dotnet-sdk", "sdk"];

function versionFor(
  use: Use,
  inputs: ToolInputs,
  facts: ScopedFacts,
  directories: readonly string[],
  remarks: Remark[],
): Text | undefined {
  if (inputs.version) return given(inputs.version, use, remarks);
  const axis = axisNames.find((name) => use.axes.includes(name));
  if (axis !== undefined) return text(reference(`matrix.${axis}`));
  const version = firstFact(facts, directories, "version");
  if (version !== undefined) return text(version);
  const range = firstFact(facts, directories, "version.constraint");
  const line = range === undefined ? undefined : firstLine(range);
  remarks.push(range === undefined || line === undefined ? notStated(use) : chosen(use, range, line));
  return line === undefined ? undefined : text(line);
}

/** A version with a run-time name is taken as it is; any other must be one. */
function given(version: Text, use: Use, remarks: Remark[]): Text | undefined {
  const literal = literalOf(version);
  if (literal === undefined) return version;
  const meaning = readVersion(literal);
  if (meaning.kind === "version") return text(meaning.value);
  const line = meaning.kind === "constraint" ? firstLine(meaning.value) : undefined;
  if (line !== undefined) return text(line);
  remarks.push(wrongVersion(use, literal, 'Write a version such as "10.0", "10.0.100" or ">=8.0".'));
  return undefined;
}

/** The SDK brings its own runtime. Of others, older ones do not change which SDK is taken; a matrix decides that alone. */
function runtimesFor(
  use: Use,
  version: Text | undefined,
  tested: string | undefined,
  remarks: Remark[],
): string[] {
  const literal = literalOf(version);
  const own = literal === undefined ? undefined : lineOf(literal);
  const asked = textsInput(use, "runtimes")?.map((item) => literalOf(item) ?? "");
  const lines = (asked ?? []).flatMap((item) => {
    const meaning = readVersion(item);
    if (meaning.kind === "version") return [lineOf(meaning.value)];
    remarks.push(wrongVersion(use, item, 'Write runtimes = ["9.0", "8.0"].'));
    return [];
  });
  const needed = asked
    ? lines
    : own === undefined
      ? []
      : (tested ?? "").split(", ").filter((line) => line !== "" && compareReleases(line, own) < 0);
  return [...new Set(needed)].filter((line) => line !== own).sort((a, b) => compareReleases(b, a));
}

function projectAt(root: string, facts: ScopedFacts): RestoredProject {
  const target = facts.find(root, "solution") ?? facts.find(root, "project");
  const lockfile = facts.find(root, "lockfile");
  const files = ["tools", "nuget_config"].flatMap((name) => facts.find(root, name) ?? []);
  return {
    root,
    ...(target !== undefined && { target }),
    hasPaket: facts.find(root, "package_manager") === "paket",
    ...(lockfile !== undefined && { lockfile }),
    files,
  };
}

function windowsRemark(use: Use, framework: string | undefined): Remark[] {
  if (framework === undefined || systemsOf(use).includes("windows")) return [];
  const message =
    framework === "msbuild"
      ? "A project of the time before .NET SDKs is among those here, which only Windows builds, and this job runs elsewhere."
      : `Tests are compiled for "${framework}", which only Windows runs, and this job runs elsewhere.`;
  const hint =
    'Set os = "windows" for the job, or let it name what it tests, as in dotnet test --framework net10.0.';
  return [remarkOn("DN206", subjectOf(use), message, hint)];
}

function wrongVersion(use: Use, written: string, hint: string): Remark {
  return remarkOn("DN205", subjectOf(use), `"${written.slice(0, 60)}" is no version of the .NET SDK.`, hint);
}

const hint = 'Write the version into "global.json", or set packages = { dotnet = "10.0" } in cig.toml.';

function notStated(use: Use): Remark {
  const message =
    "The repository does not state a version of .NET, so the jobs run with whatever their machine has.";
  return remarkOn("DN201", subjectOf(use), message, hint);
}

function chosen(use: Use, range: string, line: string): Remark {
  const message = `The repository allows .NET ${range} and names no SDK, so the jobs run with the newest SDK of ${line}, the line with which that begins.`;
  return remarkOn("DN203", subjectOf(use), message, hint);
}
