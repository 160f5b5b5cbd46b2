/** What a project is compiled for. */
export interface TargetFramework {
  /** As written: "net8.0", "net48", "netstandard2.0", "net8.0-windows". */
  readonly moniker: string;
  /** "8.0": the release of .NET or .NET Core whose SDK compiles it and whose runtime runs it. */
  readonly release?: string;
  /** True for .NET Framework and for what uses Windows itself. */
  readonly needsWindows: boolean;
  /** True for Android, iOS and the like, which an SDK compiles with a workload only. */
  readonly needsWorkload: boolean;
}

/** Reads a moniker; undefined for what is none, and for platforms that the `dotnet` command does not build alone. */
export function readTargetFramework(written: string): TargetFramework | undefined {
  const moniker = written.trim().toLowerCase();
  const modern = /^net(?:coreapp)?(\d{1,2}\.\d)(-[a-z]+[\d.]*)?$/.exec(moniker);
  if (modern && (moniker.startsWith("netcoreapp") || Number(modern[1]) >= 5))
    return {
      moniker,
      release: modern[1]!,
      needsWindows: isFor("-windows", modern[2]),
      needsWorkload: modern[2] !== undefined && !isFor("-windows", modern[2]),
    };
  if (/^netstandard\d\.\d$/.test(moniker)) return { moniker, needsWindows: false, needsWorkload: false };
  if (/^net(\d{2,3}|[1-4]\.\d(\.\d)?)$/.test(moniker))
    return { moniker, needsWindows: true, needsWorkload: false };
  return undefined;
}

function isFor(platform: string, suffix: string | undefined): boolean {
  return suffix?.startsWith(platform) ?? false;
}

/** Orders releases such as "8.0" and "10.0" by number. */
export function compareReleases(a: string, b: string): number {
  return Number(a) - Number(b);
}
