import { directoryOf, type FileIndex, joinPath, linesOf, nameOf } from "cig/sdk";
import {
  inheritedFiles,
  isForWindows,
  type MsBuildFile,
  readMsBuildFile,
  type Statement,
} from "./msbuild.ts";
import { readTargetFramework, type TargetFramework } from "./target-framework.ts";

/** Where something stands; line 0 is the file as a whole. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** What a project is compiled for, and where that stands. */
export interface StatedFramework extends TargetFramework, Place {
  /** True where the project asks for it on Windows only. */
  readonly isForWindows: boolean;
}

/** A .csproj, .fsproj or .vbproj, with what the folders above add to it. */
export interface Project {
  readonly file: string;
  readonly directory: string;
  readonly frameworks: readonly StatedFramework[];
  /** What makes it a project of tests. */
  readonly test?: Place;
  /** True for an application or a library of ASP.NET Core. */
  readonly isWeb: boolean;
  /** False for one of the time before SDKs, which only the MSBuild of Visual Studio builds. */
  readonly hasSdk: boolean;
}

export function isProjectFile(path: string): boolean {
  return /\.(cs|fs|vb)proj$/i.test(path);
}

export function readProject(files: FileIndex, file: string): Project | undefined {
  const read = readMsBuildFile(files, file);
  if (!read) return undefined;
  const directory = directoryOf(file);
  const own = { ...read, packages: [...read.packages, ...paketReferences(files, directory)] };
  const around = ["Directory.Build.props", "Directory.Packages.props"].flatMap((name) =>
    inheritedFiles(files, directory, name),
  );
  const behind = inheritedFiles(files, directory, "Directory.Build.targets");
  const test = testPlace(own, [...around, ...behind]);
  return {
    file,
    directory,
    frameworks: frameworksOf([...around, own]),
    ...(test && { test }),
    isWeb: /^Microsoft\.NET\.Sdk\.Web\b/i.test(own.sdk ?? ""),
    hasSdk: own.sdk !== undefined,
  };
}

/** The packages that Paket gives to the projects of a folder, each on a line of its own. */
function paketReferences(files: FileIndex, directory: string): Statement[] {
  const file = joinPath(directory, "paket.references");
  return linesOf(files.text(file) ?? "").flatMap((line, index) => {
    const value = /^\s*([A-Za-z][\w.-]*)(?=\s|$)/.exec(line)?.[1];
    const isPackage = value !== undefined && !/^group$/i.test(value);
    return isPackage ? [{ value, file, line: index + 1, condition: "" }] : [];
  });
}

const testPackages =
  /^(microsoft\.net\.test\.sdk|xunit|xunit\.v3(\..+)?|xunit\.runner\.visualstudio|nunit|nunitlite|nunit3testadapter|mstest|mstest\.test(adapter|framework)|tunit|tunit\.engine|expecto)$/i;
const testNames = /(^|[._-])(unit|integration|functional|acceptance)?(tests?|specs?)$/i;

/** `IsTestProject` decides; else a package, its own or one that a folder above always adds; else the SDK. */
function testPlace(own: MsBuildFile, inherited: readonly MsBuildFile[]): Place | undefined {
  const said = [own, ...inherited.toReversed()]
    .flatMap(({ properties }) => properties.get("istestproject")?.filter(isAlways).slice(-1) ?? [])
    .at(0);
  if (said) return /^true$/i.test(said.value) ? said : undefined;
  if (/^MSTest\.Sdk\b/i.test(own.sdk ?? "")) return { file: own.file, line: 1 };
  const isNamedSo = testNames.test(nameOf(own.file).replace(/\.\w+$/, ""));
  const isTestPackage = ({ value }: Statement) =>
    testPackages.test(value) || (isNamedSo && /xunit|nunit|mstest|tunit/i.test(value));
  return (
    own.packages.find(isTestPackage) ??
    inherited
      .flatMap(({ packages }) => packages.filter(isAlways))
      .find(({ value }) => testPackages.test(value))
  );
}

function isAlways({ condition }: Statement): boolean {
  return condition === "";
}

/**
 * What `TargetFramework` and `TargetFrameworks` come to: a definition without a condition takes the place of those before
 * it, unless it names them; one with a condition is added. Other properties in them are put in where a file states them.
 */
function frameworksOf(chain: readonly MsBuildFile[]): StatedFramework[] {
  let found: StatedFramework[] = [];
  for (const { properties } of chain)
    for (const name of ["targetframework", "targetframeworks", "targetframeworkversion"])
      for (const statement of properties.get(name) ?? []) {
        const isDefault = /'\$\(TargetFrameworks?\)'\s*==\s*''/i.test(statement.condition);
        if (isDefault && found.length > 0) continue;
        const added = pieces(statement, chain).flatMap((piece): StatedFramework[] => {
          if (/^\$\(TargetFrameworks?\)$/i.test(piece)) return found;
          const written = name === "targetframeworkversion" ? piece.replace(/^v/i, "net") : piece;
          const framework = readTargetFramework(written);
          const { file, line } = statement;
          return framework ? [{ ...framework, file, line, isForWindows: isForWindows(statement) }] : [];
        });
        if (added.length > 0) found = statement.condition === "" ? added : [...found, ...added];
      }
  const first = new Map(found.toReversed().map((framework) => [framework.moniker, framework]));
  return found.filter((framework) => first.get(framework.moniker) === framework);
}

/** Each property is put in once, so that none can be made of itself. */
function pieces({ value }: Statement, chain: readonly MsBuildFile[], seen = new Set<string>()): string[] {
  return value
    .split(";")
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "")
    .flatMap((piece) => {
      const name = /^\$\((\w+)\)$/.exec(piece)?.[1]?.toLowerCase();
      if (name === undefined || /^targetframeworks?$/.test(name)) return [piece];
      if (seen.has(name)) return [];
      seen.add(name);
      const stated = chain.flatMap(({ properties }) => properties.get(name)?.filter(isAlways) ?? []).at(-1);
      return stated ? pieces(stated, chain, seen) : [];
    });
}
