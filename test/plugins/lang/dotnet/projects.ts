/** A project file with these properties and packages, each on a line of its own from line 2 on. */
export function project(lines: readonly string[], sdk = "Microsoft.NET.Sdk"): string {
  return [`<Project Sdk="${sdk}">`, ...lines, "</Project>", ""].join("\n");
}

export function property(name: string, value: string, condition?: string): string {
  const attribute = condition === undefined ? "" : ` Condition="${condition}"`;
  return `<PropertyGroup><${name}${attribute}>${value}</${name}></PropertyGroup>`;
}

export function reference(name: string, condition?: string): string {
  const attribute = condition === undefined ? "" : ` Condition="${condition}"`;
  return `<ItemGroup${attribute}><PackageReference Include="${name}" Version="1.0.0" /></ItemGroup>`;
}

/** A library and a project of tests for these frameworks. */
export function library(frameworks: string): string {
  return project([property("TargetFrameworks", frameworks)]);
}

export function tests(frameworks: string): string {
  return project([property("TargetFrameworks", frameworks), reference("xunit")]);
}

/** A .slnx of these projects. */
export function solution(...paths: readonly string[]): string {
  return ["<Solution>", ...paths.map((path) => `<Project Path="${path}" />`), "</Solution>", ""].join("\n");
}
