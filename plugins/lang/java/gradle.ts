import {
  type FileIndex,
  isInside,
  joinPath,
  linesOf,
  nameOf,
  type ToolStatement,
  tomlLine,
  valueAt,
} from "cig/sdk";

/** What Gradle's files of a folder state about its Java. */
export interface Gradle {
  /** settings.gradle or build.gradle. */
  readonly file: string;
  /** Folders of included projects. */
  readonly modules: readonly ToolStatement[];
  readonly toolchain: readonly ToolStatement[];
  /** The release that is compiled for. */
  readonly least: readonly ToolStatement[];
  /** True: it builds for Android, whose SDK is no part of a JDK. */
  readonly isAndroid: boolean;
}

export function readGradle(files: FileIndex, directory: string): Gradle | undefined {
  const named = (name: string) =>
    [`${name}.gradle.kts`, `${name}.gradle`]
      .map((each) => joinPath(directory, each))
      .find((path) => files.has(path));
  const [settings, build] = [named("settings"), named("build")];
  const file = settings ?? build;
  if (file === undefined) return undefined;
  const modules = settings === undefined ? [] : includedIn(files, settings);
  const conventions = files.paths.filter(
    (path) =>
      isGradle(path) &&
      ["buildSrc", "build-logic"].some((folder) => isInside(path, joinPath(directory, folder))),
  );
  const ofModules = modules.flatMap(({ value }) =>
    ["build.gradle.kts", "build.gradle"]
      .map((name) => joinPath(directory, `${value}/${name}`))
      .filter((path) => files.has(path)),
  );
  const statements = (patterns: readonly RegExp[]) => {
    const own = [...(build === undefined ? [] : [build]), ...conventions].flatMap((path) =>
      matches(files, directory, path, patterns),
    );
    const others =
      own.length > 0 ? [] : ofModules.flatMap((path) => matches(files, directory, path, patterns));
    // What only some of the projects say is not said of all.
    return own.length > 0 || new Set(others.map(({ value }) => value)).size === 1 ? [...own, ...others] : [];
  };
  const isAndroid = [...(build === undefined ? [] : [build]), ...ofModules].some((path) =>
    /com\.android\.|libs\.plugins\.android/.test(files.text(path) ?? ""),
  );
  return { file, modules, toolchain: statements(toolchains), least: statements(targets), isAndroid };
}

const value = String.raw`(?:["']?(\d+)["']?|(?:project\.)?libs\.versions\.([\w.]+?)\.get\(\)(?:\.toInt\(\)|\.toInteger\(\))?)`;

const toolchains = [
  new RegExp(String.raw`JavaLanguageVersion\.of\(\s*${value}\s*\)`),
  new RegExp(String.raw`\bjvmToolchain\(\s*${value}\s*\)`),
];

const targets = [
  /\bsourceCompatibility\s*=?\s*(?:JavaVersion\.(?:VERSION_|toVersion\(\s*["']?))?["']?(?:1[._])?(\d+)\b/,
  /\boptions\.release(?:\.set\(|\s*=)\s*(\d+)/,
];

function isGradle(path: string): boolean {
  return /\.gradle(\.kts)?$/.test(nameOf(path));
}

function matches(
  files: FileIndex,
  directory: string,
  file: string,
  patterns: readonly RegExp[],
): ToolStatement[] {
  return codeLines(files.text(file) ?? "").flatMap((line, index) => {
    for (const pattern of patterns) {
      const [, number, key] = pattern.exec(line) ?? [];
      if (number !== undefined) return [{ value: number, file, line: index + 1 }];
      if (key !== undefined) return fromCatalog(files, directory, key);
    }
    return [];
  });
}

/** `libs.versions.java.get()` is `java` of the version catalog; `-` and `_` of its names are dots in the code. */
function fromCatalog(files: FileIndex, directory: string, key: string): ToolStatement[] {
  const file = joinPath(directory, "gradle/libs.versions.toml");
  const parsed = files.toml(file);
  const table = parsed && !("error" in parsed) ? valueAt(parsed.table, "versions") : undefined;
  for (const [name, version] of Object.entries(table ?? {}))
    if (name.replace(/[-_]/g, ".") === key && typeof version === "string" && /^\d+$/.test(version))
      return [
        { value: version, file, line: tomlLine((parsed as { source: string }).source, ["versions", name]) },
      ];
  return [];
}

/** Projects that `include` names: ":a:b" is the folder "a/b". */
function includedIn(files: FileIndex, file: string): ToolStatement[] {
  let isOpen = false;
  return codeLines(files.text(file) ?? "").flatMap((line, index) => {
    if (!isOpen && !/^\s*include\b\s*\(?/.test(line)) return [];
    isOpen = /[,(]\s*$/.test(line);
    return [...line.matchAll(/["']:?([\w.:/-]+)["']/g)].map((match) => ({
      value: match[1]!.replaceAll(":", "/"),
      file,
      line: index + 1,
    }));
  });
}

/** The lines without comments; what stands in text is left alone. */
function codeLines(text: string): string[] {
  const withoutBlocks = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "));
  return linesOf(withoutBlocks).map((line) => line.replace(/(^|\s)\/\/.*$/, ""));
}
