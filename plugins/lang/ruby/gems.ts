import type { Bundle } from "./bundle.ts";

/** A place in a file. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Where the bundle asks for a gem by name: in the Gemfile, a gemspec, or the lock's list of what they ask for. */
export function findGem(bundle: Bundle, isWanted: (name: string) => boolean): Place | undefined {
  const stated = bundle.gemfile?.content.gems.find((gem) => gem.isForTests && isWanted(gem.name));
  if (stated) return { file: bundle.gemfile!.path, line: stated.line };
  for (const { path, content } of bundle.gemspecs) {
    const gem = content.gems.find(({ name }) => isWanted(name));
    if (gem) return { file: path, line: gem.line };
  }
  for (const [name, line] of bundle.lock?.content.dependencies ?? [])
    if (isWanted(name)) return { file: bundle.lock!.path, line };
  return undefined;
}
