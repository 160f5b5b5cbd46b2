import type { Locked, Manifest } from "./composer.ts";

/** A framework with its locked version, or the range that the manifest asks for. */
export interface Framework {
  readonly name: string;
  readonly value: string;
  readonly isRange: boolean;
  readonly line: number;
  readonly isLocked: boolean;
}

const frameworks = [
  ["laravel", "laravel/framework"],
  ["symfony", "symfony/framework-bundle"],
] as const;

/** The frameworks that the program itself needs; what only its tests use says nothing about it. */
export function readFrameworks(manifest: Manifest, locked: readonly Locked[]): Framework[] {
  return frameworks.flatMap(([name, packageName]): Framework[] => {
    const required = manifest.packages.get(packageName);
    if (!required || required.isDev) return [];
    const lock = locked.find((each) => each.name === packageName);
    if (lock && /^v?\d/.test(lock.version))
      return [
        { name, value: lock.version.replace(/^v/, ""), isRange: false, line: lock.line, isLocked: true },
      ];
    if (!/\d/.test(required.constraint)) return [];
    return [{ name, value: required.constraint, isRange: true, line: required.line, isLocked: false }];
  });
}
