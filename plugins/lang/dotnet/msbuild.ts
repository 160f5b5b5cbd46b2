import { directoryOf, type FileIndex, joinPath, type XmlElement, xmlElements } from "cig/sdk";

/** A property or a reference to a package, as a file of MSBuild states it. */
export interface Statement {
  readonly value: string;
  readonly file: string;
  readonly line: number;
  /** The conditions of the element and of all around it; empty: always. */
  readonly condition: string;
}

/** What a file says, alone. */
export interface MsBuildFile {
  readonly file: string;
  /** `Sdk` of the project, with a version where it has one; absent: a project of the time before SDKs, or a part. */
  readonly sdk?: string;
  /** Name in lower case → definitions in order. */
  readonly properties: ReadonlyMap<string, readonly Statement[]>;
  readonly packages: readonly Statement[];
}

/** Reads a project, a Directory.Build.props or .targets. Undefined: absent, or no file of MSBuild. */
export function readMsBuildFile(files: FileIndex, file: string): MsBuildFile | undefined {
  const known = parsed.get(files) ?? new Map<string, MsBuildFile | undefined>();
  parsed.set(files, known);
  if (!known.has(file)) known.set(file, parse(files, file));
  return known.get(file);
}

/** What all projects of a repository inherit is parsed once. */
const parsed = new WeakMap<FileIndex, Map<string, MsBuildFile | undefined>>();

function parse(files: FileIndex, file: string): MsBuildFile | undefined {
  const text = files.text(file);
  const elements = text === undefined ? [] : xmlElements(text);
  const [document] = elements;
  if (document?.name !== "Project") return undefined;
  const properties = new Map<string, Statement[]>();
  const packages: Statement[] = [];
  const imported = elements.find(({ path }) => path === "Project/Import" || path === "Project/Sdk");
  const sdk =
    document.attributes.get("Sdk") ?? imported?.attributes.get("Sdk") ?? imported?.attributes.get("Name");
  for (const element of elements) {
    const [, group, name] = inGroup.exec(element.path) ?? [];
    if (name === undefined) continue;
    const place = { file, line: element.line, condition: conditionOf(element) };
    if (group === "PropertyGroup") {
      const key = name.toLowerCase();
      properties.set(key, [...(properties.get(key) ?? []), { value: element.text, ...place }]);
    } else if (name === "PackageReference") {
      const value = element.attributes.get("Include");
      if (value !== undefined) packages.push({ value, ...place });
    }
  }
  return { file, ...(sdk !== undefined && { sdk }), properties, packages };
}

const inGroup = /^Project\/(?:Choose\/(?:When|Otherwise)\/)?(PropertyGroup|ItemGroup)\/([^/]+)$/;

/**
 * The Directory.Build.props or .targets that MSBuild adds to what lies in a folder, outermost first: the nearest one at or
 * above it, and one above that where it asks for it.
 */
export function inheritedFiles(files: FileIndex, directory: string, name: string): MsBuildFile[] {
  const file = nearest(files, directory, name);
  const own = file === undefined ? undefined : readMsBuildFile(files, file);
  if (file === undefined || !own) return [];
  const folder = directoryOf(file);
  const goesOn =
    folder !== "." && /<Import\b[^>]*(GetPathOfFileAbove|Directory\.Build\.)/.test(files.text(file)!);
  return [...(goesOn ? inheritedFiles(files, directoryOf(folder), name) : []), own];
}

/** True where the statement holds on Windows only. */
export function isForWindows({ condition }: Statement): boolean {
  return /Windows_NT|IsOSPlatform\(\W*Windows|\$\(IsWindows\)/i.test(condition) && !condition.includes("!");
}

function nearest(files: FileIndex, directory: string, name: string): string | undefined {
  for (let folder = directory; ; folder = directoryOf(folder)) {
    const file = joinPath(folder, name);
    if (files.has(file)) return file;
    if (folder === ".") return undefined;
  }
}

function conditionOf(element: XmlElement): string {
  const conditions: string[] = [];
  for (let at: XmlElement | undefined = element; at; at = at.parent) {
    const own = at.attributes.get("Condition") ?? (at.name === "Otherwise" ? "otherwise" : "");
    if (own.trim() !== "") conditions.unshift(own.trim());
  }
  return conditions.join(" and ");
}
