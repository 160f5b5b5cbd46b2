import type { Bundle } from "./bundle.ts";
import { findGem, type Place } from "./gems.ts";

/** The version of a framework that the lock file resolved. */
export interface Framework extends Place {
  /** "framework.rails.version" */
  readonly key: string;
  readonly version: string;
}

/**
 * Frameworks that an application asks for by name and its lock file resolved. What others pull in does not count,
 * and a library that is tested with a framework is not written in it.
 */
export function findFrameworks(bundle: Bundle): Framework[] {
  const { lock } = bundle;
  if (!lock || bundle.gemspecs.length > 0) return [];
  return Object.entries(frameworks).flatMap(([name, gems]) => {
    for (const gem of gems) {
      const resolved = lock.content.gems.get(gem);
      if (resolved && findGem(bundle, (wanted) => wanted === gem))
        return [
          {
            key: `framework.${name}.version`,
            version: resolved.version,
            file: lock.path,
            line: resolved.line,
          },
        ];
    }
    return [];
  });
}

/** Names of the gems that stand for a framework, the best first. */
const frameworks: Record<string, readonly string[]> = {
  hanami: ["hanami"],
  jekyll: ["jekyll"],
  rails: ["rails", "railties"],
  sinatra: ["sinatra"],
};
